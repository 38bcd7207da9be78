/* syntax.h: the rules of RFC 8259 that json-c's strict mode lets slip. */
#ifndef JSON_SYNTAX_H
#define JSON_SYNTAX_H

#include "base/error.h"
#include "base/text.h"

#define JSON_DEPTH_MAX 32 /* levels of nesting in a body */

/*
 * What a text writes down and a document of it has to hold. Another number of
 * members shows duplicate keys; the others that json-c, out of memory, has cut
 * a string short or left a value out.
 */
struct json_contents {
	size_t members; /* of all objects */
	size_t nulls;
	size_t bytes; /* of all strings and names, decoded */
};

/* Where a text goes wrong, and which sentence of REQUEST_001 says how. */
struct json_mistake {
	enum error told;
	size_t at; /* bytes before it */
};

/*
 * Whether every token of the text is as RFC 8259 has it, in valid UTF-8:
 * no single quotes, NaN, "1.", "00", raw control characters, U+0000, lone
 * surrogates or byte order mark; and whether no value lies deeper than
 * JSON_DEPTH_MAX, and none is left open. How tokens follow each other is
 * json-c's to check. *contents becomes what it writes down; *mistake is set
 * where it is not.
 */
bool json_syntax_is_strict(struct text text, struct json_contents *contents,
    struct json_mistake *mistake);

#endif
