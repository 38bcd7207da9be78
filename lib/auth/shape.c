/* shape.c: looks at a token's text, beside what libjwt makes of it. */
#include "auth/shape.h"

#include "base/base64.h"

#include <string.h>

/* The length of a part of base64url characters at the front. */
static size_t
part_length(const char *part)
{
	return strspn(part,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_");
}

bool
auth_shape_is_token(const char *token)
{
	size_t len, i;

	for (i = 0; i < 2; i++) {
		len = part_length(token);
		if (len == 0 || len % 4 == 1 || token[len] != '.')
			return false;
		token += len + 1;
	}
	return token[part_length(token)] == '\0';
}

/* How many members the object has whose JSON this is. */
static size_t
count_members(struct text json)
{
	size_t depth = 0, count = 0, i;
	bool string = false;

	for (i = 0; i < json.len; i++) {
		if (string && json.data[i] == '\\')
			i++;
		else if (json.data[i] == '"')
			string = !string;
		else if (!string && strchr("{[", json.data[i]))
			depth++;
		else if (!string && strchr("}]", json.data[i]))
			depth--;
		else if (!string && json.data[i] == ':' && depth == 1)
			count++;
	}
	return count;
}

bool
auth_shape_is_whole(const char *part, const char *read)
{
	char raw[AUTH_TOKEN_MAX];
	struct text text = {raw, 0}, encoded = {part, part_length(part)};

	return base_base64_decode(
		   encoded, (unsigned char *)raw, sizeof(raw), &text.len) &&
	    !memchr(raw, '\0', text.len) &&
	    count_members(text) == count_members(base_text_of(read));
}
