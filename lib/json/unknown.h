/* unknown.h: finds the members of a body that nothing reads. */
#ifndef JSON_UNKNOWN_H
#define JSON_UNKNOWN_H

#include "json/parser.h"
#include "model/field.h"

#define JSON_UNKNOWN_NAME 60 /* bytes of a name that is told; more are cut */

/* Who is told of them. */
struct json_unknown {
	void (*found)(
	    void *context, const char *name, const struct shape *shape);
	void *context;
};

/*
 * Tells of each member of the document, or of an object within, that its shape
 * has no field for: that shape, and the name after those of what it is in,
 * "operations[3].titel". What is unknown itself is not looked into.
 */
void json_unknown_find(const struct json_parser *parser,
    const struct shape *shape, const struct json_unknown *unknown);

#endif
