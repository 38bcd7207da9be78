/* sample.h: makes long texts, and knows the forms of times, ids and todos. */
#ifndef TESTS_API_SAMPLE_H
#define TESTS_API_SAMPLE_H

#include "person.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SAMPLE_TIME "dddd-dd-ddTdd:dd:ddZ"
#define SAMPLE_ID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
#define SAMPLE_REQUEST_ID "req_xxxxxxxxxxxx"

/* before, unit count times, after. Static: the next call overwrites it. */
const char *sample_repeat(
	const char *before, const char *unit, size_t count, const char *after);

/* Whether the text has this form: d is a decimal digit, x a hexadecimal one
 * in lower case, any other character itself. NULL has none. */
bool sample_fits(const char *form, const char *text);

/* A member of a JSON object as a string; NULL when it is null. Asserts that it
 * is there. */
const char *sample_member(struct json_object *object, const char *name);

/* Asserts that this is a whole todo of the person, and nothing more. */
void sample_check_todo(struct json_object *todo, const struct person *person);

/* Whether requests go through this web server: lighttpd, apache, fcgid, cgid. */
bool sample_front_is(const char *name);

/* A fingerprint of a todo's row, to the microsecond. Static. */
const char *sample_row(const char *id);

/* How many todos the person has in the database. */
int sample_count(const struct person *person);

/* "/todos/" and the id. Static, in turn one of two. */
const char *sample_path(const char *id);

/* Asserts that a new todo of this body and a change of a todo by it are refused so. */
void sample_blames(const struct person *person, const char *id,
	const char *body, const char *code, const char *field);

#endif
