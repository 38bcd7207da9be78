/* query.h: reads the parameters of a query string. */
#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include "base/text.h"

#define QUERY_VALUE_MAX 1536 /* bytes of a decoded value, with its NUL */

enum http_query {
	QUERY_ABSENT,
	QUERY_GIVEN,
	QUERY_EMPTY,
	QUERY_REPEATED,
	QUERY_BAD /* too long, a broken escape, or with U+0000 */
};

/*
 * Looks a parameter up by its decoded name and writes its decoded value as a
 * C string ("+" is a blank and %XX a byte, as in forms: WHATWG URL,
 * application/x-www-form-urlencoded); "" when the answer is not QUERY_GIVEN.
 */
enum http_query http_query_find(
    struct text query, const char *name, char value[QUERY_VALUE_MAX]);

/*
 * Takes a parameter off the front of a query and writes its decoded name, or, of
 * one that cannot be decoded, what was sent. False at the end.
 */
bool http_query_next(struct text *query, char name[QUERY_VALUE_MAX]);

#endif
