/* code.c: makes secrets, and reads whose they are. */
#include "auth/code.h"

#include "base/base64.h"
#include "base/random.h"

#include <stdio.h>
#include <string.h>

#define SECRET 32 /* bytes */
#define RAW (ID_SIZE + SECRET)

static const char *const prefixes[] = {
    [CODE_API_TOKEN] = "todo_pat_",
    [CODE_INVITATION] = "todo_invite_",
    [CODE_RESET] = "todo_reset_",
};

enum error
auth_code_new(
    enum auth_code_kind kind, const struct id *id, char text[CODE_TEXT])
{
	unsigned char raw[RAW];
	char encoded[BASE64_LEN(RAW)];

	memcpy(raw, id->bytes, ID_SIZE);
	if (!base_random_take(raw + ID_SIZE, SECRET))
		return SERVER_002;
	base_base64_encode(raw, sizeof(raw), encoded);
	snprintf(text, CODE_TEXT, "%s%.*s", prefixes[kind],
	    (int)sizeof(encoded), encoded);
	explicit_bzero(raw, sizeof(raw));
	explicit_bzero(encoded, sizeof(encoded));
	return OK;
}

bool
auth_code_read(enum auth_code_kind kind, struct text text, struct id *id)
{
	size_t prefix = strlen(prefixes[kind]), len;
	unsigned char raw[RAW];
	bool ok;

	*id = (struct id){0};
	if (text.len != prefix + BASE64_LEN(RAW) ||
	    memcmp(text.data, prefixes[kind], prefix) != 0)
		return false;
	ok = base_base64_decode(
	    (struct text){text.data + prefix, text.len - prefix}, raw,
	    sizeof(raw), &len);
	if (ok)
		memcpy(id->bytes, raw, ID_SIZE);
	explicit_bzero(raw, sizeof(raw));
	return ok;
}
