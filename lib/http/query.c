/* query.c: splits a query string and decodes its escapes. */
#include "http/query.h"

#include <stdio.h>
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

/* Takes a parameter off the front, as it was sent; false at the end. */
static bool
take(struct text *query, struct text *name, struct text *value)
{
	const char *at = query->data, *end = at ? at + query->len : NULL;
	const char *stop, *equals;

	if (at >= end)
		return false;
	stop = memchr(at, '&', (size_t)(end - at));
	if (!stop)
		stop = end;
	equals = memchr(at, '=', (size_t)(stop - at));
	if (!equals)
		equals = stop;
	*name = (struct text){at, (size_t)(equals - at)};
	*value = (struct text){0};
	if (equals + 1 < stop)
		*value = (struct text){equals + 1, (size_t)(stop - equals - 1)};
	*query = (struct text){stop < end ? stop + 1 : end,
	    stop < end ? (size_t)(end - stop - 1) : 0};
	return true;
}

enum http_query
http_query_find(
    struct text query, const char *name, char value[QUERY_VALUE_MAX])
{
	enum http_query found = QUERY_ABSENT;
	char key[QUERY_VALUE_MAX];
	struct text raw, given;

	value[0] = '\0';
	while (take(&query, &raw, &given)) {
		if (!decode(raw, key) || strcmp(key, name) != 0)
			continue;
		if (found != QUERY_ABSENT) {
			value[0] = '\0';
			return QUERY_REPEATED;
		}
		found = QUERY_EMPTY;
		if (given.len > 0)
			found = decode(given, value) ? QUERY_GIVEN : QUERY_BAD;
	}
	return found;
}

bool
http_query_next(struct text *query, char name[QUERY_VALUE_MAX])
{
	struct text raw, value;

	/* "a&&b" has two parameters, as forms have it. */
	do {
		if (!take(query, &raw, &value))
			return false;
	} while (raw.len == 0 && value.len == 0);
	/* What is no name is shown as it was sent. */
	if (!decode(raw, name))
		snprintf(name, QUERY_VALUE_MAX, "%.*s", (int)raw.len, raw.data);
	return true;
}
