/* syntax.h: the rules of RFC 8259 that json-c's strict mode lets slip. */
#ifndef JSON_SYNTAX_H
#define JSON_SYNTAX_H

#include "base/text.h"

#define JSON_DEPTH_MAX 32 /* levels of nesting in a body */

/*
 * Whether every token of the text is as RFC 8259 has it, in valid UTF-8:
 * no single quotes, NaN, "1.", "00", raw control characters, U+0000, lone
 * surrogates or byte order mark; and whether no value lies deeper than
 * JSON_DEPTH_MAX, and none is left open. How tokens follow each other is json-c's to check. *members
 * becomes the number of members that the objects write down, by which
 * duplicate keys are found.
 */
bool json_syntax_is_strict(struct text text, size_t *members);

#endif
