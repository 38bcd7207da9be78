/* refusal.h: tables of registrations that are refused. */
#ifndef TESTS_API_REFUSAL_H
#define TESTS_API_REFUSAL_H

#include "post.h"

/* What stands for "a new email that nobody has" in a body of a table. */
#define FRESH "<fresh>"

struct refusal {
	const char *body;
	const char *code;
	const char *field;
};

/* Registers with each body and expects its error. */
void expect_refusals(const struct refusal *rows, size_t count);

#endif
