/* shape.c: walks over the characters of a token. */
#include "auth/shape.h"

#include "base/base64.h"
#include "base/time.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX INT64_C(253402300799) /* the end of the year 9999 */

struct text
auth_shape_part(const char *part)
{
	return (struct text){part,
	    strspn(part,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_")};
}

bool
auth_shape_is_good(const char *token)
{
	size_t len, i;

	for (i = 0; i < 2; i++) {
		len = auth_shape_part(token).len;
		if (len == 0 || len % 4 == 1 || token[len] != '.')
			return false;
		token += len + 1;
	}
	return token[auth_shape_part(token).len] == '\0';
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
auth_shape_is_whole(const char *part, struct text read)
{
	char raw[AUTH_TOKEN_MAX];
	struct text text = {raw, 0};

	return base_base64_decode(auth_shape_part(part), (unsigned char *)raw,
		   sizeof(raw), &text.len) &&
	    !memchr(raw, '\0', text.len) &&
	    count_members(text) == count_members(read);
}

bool
auth_shape_read_seconds(const char *json, int64_t *when)
{
	int64_t seconds;
	char *end;

	if (json[strspn(json, "-0123456789")] != '\0')
		return false;
	errno = 0;
	seconds = strtoll(json, &end, 10);
	if (seconds > SECONDS_MAX)
		seconds = SECONDS_MAX;
	if (seconds < 0)
		seconds = -1;
	*when = seconds * TIME_SECOND;
	return errno == 0 && end > json && *end == '\0';
}
