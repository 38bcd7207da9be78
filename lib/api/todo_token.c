/* todo_token.c: a place in a user's changes to opaque text and back. */
#include "api/todo_token.h"

#include "base/hash.h"

#include <endian.h>
#include <string.h>

#define VERSION 1

/* Where the parts are; the check is of the others, and the user's id. */
enum part { AT_VERSION, AT_CHECK, AT_PLACE = 9 };

static uint64_t
mask_of(const struct id *user)
{
	return base_hash(VERSION, user->bytes, ID_SIZE);
}

static uint64_t
check_of(const struct id *user, uint64_t place)
{
	return base_hash(mask_of(user), &place, sizeof(place));
}

struct text
api_todo_token_write(
    int64_t revision, const struct id *user, char out[TODO_TOKEN_MAX])
{
	uint64_t place = htobe64((uint64_t)revision ^ mask_of(user));
	uint64_t check = htobe64(check_of(user, place));
	unsigned char bytes[TODO_TOKEN_BYTES] = {[AT_VERSION] = VERSION};

	memcpy(bytes + AT_CHECK, &check, sizeof(check));
	memcpy(bytes + AT_PLACE, &place, sizeof(place));
	base_base64_encode(bytes, sizeof(bytes), out);
	return (struct text){out, TODO_TOKEN_MAX};
}

bool
api_todo_token_read(struct text text, const struct id *user, int64_t *revision)
{
	unsigned char bytes[TODO_TOKEN_BYTES];
	uint64_t place, check;
	size_t len;

	if (!base_base64_decode(text, bytes, sizeof(bytes), &len) ||
	    len != sizeof(bytes) || bytes[AT_VERSION] != VERSION)
		return false;
	memcpy(&check, bytes + AT_CHECK, sizeof(check));
	memcpy(&place, bytes + AT_PLACE, sizeof(place));
	if (be64toh(check) != check_of(user, place))
		return false;
	*revision = (int64_t)(be64toh(place) ^ mask_of(user));
	return *revision >= 0;
}
