/* query.c: splits a query string and decodes its escapes. */
#include "http/query.h"

#include <string.h>

/* The value of one hex digit, or -1. */
static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

/* Decodes into out; false, and "", when it does not fit or an escape is broken. */
static bool
decode(struct text raw, char out[QUERY_VALUE_MAX])
{
	size_t i, n = 0;
	int high, low;
	char c;

	for (i = 0; i < raw.len; i++) {
		c = raw.data[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			high = raw.len - i > 2 ? digit(raw.data[i + 1]) : -1;
			low = high >= 0 ? digit(raw.data[i + 2]) : -1;
			if (low < 0 || high * 16 + low == 0)
				break;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (n + 1 == QUERY_VALUE_MAX)
			break;
		out[n++] = c;
	}
	out[i == raw.len ? n : 0] = '\0';
	return i == raw.len;
}

enum http_query
http_query_find(
    struct text query, const char *name, char value[QUERY_VALUE_MAX])
{
	const char *at = query.data, *stop, *equals;
	const char *end = at ? at + query.len : NULL;
	char key[QUERY_VALUE_MAX];
	enum http_query found = QUERY_ABSENT;

	value[0] = '\0';
	for (; at < end; at = stop + 1) {
		stop = memchr(at, '&', (size_t)(end - at));
		if (!stop)
			stop = end;
		equals = memchr(at, '=', (size_t)(stop - at));
		if (!equals)
			equals = stop;
		if (!decode((struct text){at, (size_t)(equals - at)}, key) ||
		    strcmp(key, name) != 0)
			continue;
		if (found != QUERY_ABSENT) {
			value[0] = '\0';
			return QUERY_REPEATED;
		}
		found = QUERY_EMPTY;
		if (equals + 1 >= stop)
			continue;
		found = decode((struct text){equals + 1,
				   (size_t)(stop - equals - 1)},
			    value) ?
		    QUERY_GIVEN :
		    QUERY_BAD;
	}
	return found;
}
