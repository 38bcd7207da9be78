/* document.h: the API's document, and what it tells. */
#ifndef UNIT_DOCUMENT_H
#define UNIT_DOCUMENT_H

#include "api/route.h"

#include <json-c/json.h>
#include <stdbool.h>

/* The document of the default settings, with bodies of at most 4,321 bytes and
 * access tokens of 17 minutes. */
extern struct json_object *document;

/* Fixtures, and the same for an API that is mounted elsewhere. */
void document_open_root(void);
void document_close(void);
void document_open(const char *prefix);

/* A member of an object, or NULL. */
struct json_object *
document_member(struct json_object *object, const char *name);

/* What a reference leads to, or what is none itself. */
struct json_object *document_follow(struct json_object *object);

/* A member by its path, "a b c", by references too; asserts that it is there. */
struct json_object *document_find(struct json_object *object, const char *path);

/* The same as text. */
const char *document_text(struct json_object *object, const char *path);

/* The operation of a route, or NULL; and that of an id. */
struct json_object *document_of(const struct http_route *route);
struct json_object *document_operation(const char *id);

/* Whether an array of strings has this one. */
bool document_has(struct json_object *array, const char *text);

#endif
