/* id.c: makes ids, reads and writes them. */
#include "base/id.h"

#include "base/random.h"

#include <string.h>
#include <uuid/uuid.h>

_Static_assert(sizeof(struct id) == sizeof(uuid_t), "an id is a uuid_t");

struct id
base_id_new(void)
{
	struct id id;

	/* libuuid seeds itself for each id: six system calls. */
	if (!base_random_take(id.bytes, sizeof(id.bytes)))
		uuid_generate_random(id.bytes);
	/* Version 4, and the variant (RFC 4122, 4.4). */
	id.bytes[6] = (unsigned char)(0x40 | (id.bytes[6] & 0x0f));
	id.bytes[8] = (unsigned char)(0x80 | (id.bytes[8] & 0x3f));
	return id;
}

/* The value of a hex digit; 16 for any other byte. */
static unsigned int
digit_of(unsigned char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20; /* a capital's small letter */
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10U : 16;
}

/*
 * The bytes of an id's parts, between which stand dashes (RFC 4122, 3). A page
 * of todos has twenty ids: libuuid's printf and strtoul take many times as long
 * as these loops.
 */
static const size_t parts[] = {4, 2, 2, 2, 6};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

bool
base_id_parse(struct text text, struct id *id)
{
	const unsigned char *in = (const unsigned char *)text.data;
	unsigned int high, low, all = 0;
	struct id read;
	unsigned char *byte = read.bytes;
	size_t part, i;

	*id = (struct id){0};
	if (text.len != ID_TEXT - 1)
		return false;
	for (part = 0; part < PARTS; part++) {
		if (part > 0 && *in++ != '-')
			return false;
		for (i = 0; i < parts[part]; i++) {
			high = digit_of(*in++);
			low = digit_of(*in++);
			all |= high | low;
			*byte++ = (unsigned char)(high << 4 | low);
		}
	}
	if (all > 15)
		return false;
	*id = read;
	return true;
}

/* Writes a byte as two hex digits; returns the end. */
static char *
put_byte(char *out, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";

	*out++ = digits[byte >> 4];
	*out++ = digits[byte & 15];
	return out;
}

void
base_id_format(const struct id *id, char out[ID_TEXT])
{
	const unsigned char *byte = id->bytes;
	size_t part, i;

	for (part = 0; part < PARTS; part++) {
		if (part > 0)
			*out++ = '-';
		for (i = 0; i < parts[part]; i++)
			out = put_byte(out, *byte++);
	}
	*out = '\0';
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
	size_t i;

	for (i = 0; i < count; i++)
		out = put_byte(out, id->bytes[i]);
	*out = '\0';
}

void
base_id_request(char out[ID_REQUEST])
{
	struct id id = {0};

	if (!base_random_take(id.bytes, 6))
		id = base_id_new();
	memcpy(out, "req_", 4);
	put_hex(&id, 6, out + 4);
}

void
base_id_fingerprint(const char *bytes, size_t len, char out[ID_KEY])
{
	/* Any fixed namespace will do; this one is the nil UUID. */
	static const uuid_t name_space = {0};
	struct id id;

	uuid_generate_sha1(id.bytes, name_space, bytes, len);
	put_hex(&id, 8, out);
}
