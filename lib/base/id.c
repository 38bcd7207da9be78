/* id.c: makes, reads and writes ids with libuuid. */
#include "base/id.h"

#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>

_Static_assert(sizeof(struct id) == sizeof(uuid_t), "an id is a uuid_t");

struct id
base_id_new(void)
{
	struct id id;

	uuid_generate_random(id.bytes);
	return id;
}

bool
base_id_parse(struct text text, struct id *id)
{
	char str[ID_TEXT];

	*id = (struct id){0};
	if (text.len != ID_TEXT - 1)
		return false;
	memcpy(str, text.data, text.len);
	str[text.len] = '\0';
	if (uuid_parse(str, id->bytes) == 0)
		return true;
	*id = (struct id){0};
	return false;
}

void
base_id_format(const struct id *id, char out[ID_TEXT])
{
	uuid_unparse_lower(id->bytes, out);
}

bool
base_id_equal(const struct id *a, const struct id *b)
{
	return memcmp(a->bytes, b->bytes, ID_SIZE) == 0;
}

/* Writes the first count bytes of an id as hex digits. */
static void
put_hex(const struct id *id, size_t count, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < count; i++) {
		*out++ = digits[id->bytes[i] >> 4];
		*out++ = digits[id->bytes[i] & 15];
	}
	*out = '\0';
}

void
base_id_request(char out[ID_REQUEST])
{
	struct id id;

	/* libuuid's seeding would be a tenth of a small request's time. */
	if (getentropy(id.bytes, 6) != 0)
		id = base_id_new();
	memcpy(out, "req_", 4);
	put_hex(&id, 6, out + 4);
}

void
base_id_fingerprint(const char *secret, size_t len, char out[ID_KEY])
{
	/* Any fixed namespace will do; this one is the nil UUID. */
	static const uuid_t name_space = {0};
	struct id id;

	uuid_generate_sha1(id.bytes, name_space, secret, len);
	put_hex(&id, 8, out);
}
