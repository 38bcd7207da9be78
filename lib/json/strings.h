/* strings.h: a setting that is a JSON list of strings. */
#ifndef JSON_STRINGS_H
#define JSON_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_STRINGS_MAX 32 /* strings in a list */

/* The strings belong to the list. */
struct json_strings {
	char *items[JSON_STRINGS_MAX];
	size_t count;
};

/*
 * Reads a list such as ["a","b"] into copies; false when the text is no list
 * of at most JSON_STRINGS_MAX strings, or memory ran out.
 */
bool json_strings_read(const char *text, struct json_strings *list);

/* Frees the strings. */
void json_strings_clear(struct json_strings *list);

#endif
