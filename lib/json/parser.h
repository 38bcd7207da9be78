/* parser.h: a request body becomes one JSON object, and its fields a struct. */
#ifndef JSON_PARSER_H
#define JSON_PARSER_H

#include "base/error.h"
#include "model/field.h"
#include "json/syntax.h"

struct json_object;
struct json_parser; /* the parser and the document it read last */

enum json_kind { JSON_TEXT, JSON_FLAG, JSON_NUMBER, JSON_DATE, JSON_LIST };

/* An array of the document, and what it is called. */
struct json_list {
	const char *name;
	const void *array;
	size_t count;
};

/*
 * One field of a body. The offsets say where in the caller's struct its
 * presence and its value (struct text, bool, struct json_list, or int32_t of a
 * number and of a date) go. absent, null and mistyped are the errors for a field
 * that is missing, null or of another type, which a number out of its range is; OK
 * accepts it and leaves the value alone. check, when set, judges a text.
 */
struct json_field {
	const char *name;
	enum json_kind kind;
	size_t presence;
	size_t value;
	enum error absent;
	enum error null;
	enum error mistyped;
	enum error (*check)(struct text value);
	const char *expected; /* told to the client when the field is refused */
	long min, max;        /* of a number */
};

/* A new parser, or NULL when memory ran out. */
struct json_parser *json_parser_new(void);

/* Frees the parser and its document. */
void json_parser_free(struct json_parser *parser);

/*
 * Reads a body; the document stays until the next one or the release.
 * REQUEST_001: no single JSON object by RFC 8259, a duplicate key, U+0000, a
 * lone surrogate, or nesting over JSON_DEPTH_MAX; *fault says which and where.
 * SERVER_002: out of memory.
 */
enum error json_parser_read(struct json_parser *parser, struct text body,
    struct fault *fault) MUST_CHECK;

/* Drops the document. */
void json_parser_release(struct json_parser *parser);

/*
 * Drops the document and leaves nothing of its texts in memory; for that it
 * overwrites the body that it was read from.
 */
void json_parser_forget(struct json_parser *parser, char *body, size_t len);

/*
 * Fills out by the table, in its order. The error is that of the first field
 * that is refused; *fault names it, and then all others. Unknown members are
 * ignored. Without a document every field is absent. The texts live as long as
 * the document.
 */
enum error json_parser_fill(const struct json_parser *parser,
    const struct json_field *fields, size_t count, void *out,
    struct fault *fault) MUST_CHECK;

/*
 * The same with the members of a list's item, from 0, which *fault says, too.
 * VALIDATION_002 of no field: it is no object.
 */
enum error json_parser_fill_item(const struct json_list *list, size_t item,
    const struct json_field *fields, size_t count, void *out,
    struct fault *fault) MUST_CHECK;

/* The document, json-c's, for what else is in lib/json; NULL: there is none. */
struct json_object *json_parser_root(const struct json_parser *parser);

#endif
