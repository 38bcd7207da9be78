/* fuzz.c: cuts inputs up, and says what did not hold. */
#include "fuzz/fuzz.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

struct text
fuzz_cut(struct text *rest, char at)
{
	const char *stop =
		rest->len > 0 ? memchr(rest->data, at, rest->len) : NULL;
	struct text front = *rest;

	if (stop)
		front.len = (size_t)(stop - rest->data);
	if (front.len > 0 || stop)
		rest->data += front.len + (stop ? 1 : 0);
	rest->len -= front.len + (stop ? 1 : 0);
	return front;
}

char *
fuzz_copy(struct text text)
{
	char *copy = malloc(text.len + 1);

	fuzz_must(copy);
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	return copy;
}

bool
fuzz_is_json(struct text text)
{
	struct json_tokener *tokener = json_tokener_new_ex(64);
	struct json_object *root;
	bool whole;

	fuzz_must(tokener);
	json_tokener_set_flags(
		tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tokener, text.data, (int)text.len);
	whole = root && json_tokener_get_parse_end(tokener) == text.len;
	json_object_put(root);
	json_tokener_free(tokener);
	return whole;
}

bool
fuzz_holds_json(const struct buffer *buf)
{
	return !buf->failed && fuzz_is_json((struct text){buf->data, buf->len});
}

bool
fuzz_has(struct text text, const char *part)
{
	return text.data && memmem(text.data, text.len, part, strlen(part));
}
