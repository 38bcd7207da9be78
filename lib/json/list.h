/* list.h: a setting that is a JSON list of strings. */
#ifndef JSON_LIST_H
#define JSON_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_LIST_MAX 32 /* strings in a list */

/* The strings belong to the list. */
struct json_list {
	char *items[JSON_LIST_MAX];
	size_t count;
};

/*
 * Reads a list such as ["a","b"] into copies; false when the text is no list
 * of at most JSON_LIST_MAX strings, or memory ran out.
 */
bool json_list_read(const char *text, struct json_list *list);

/* Frees the strings. */
void json_list_clear(struct json_list *list);

#endif
