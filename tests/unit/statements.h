/* statements.h: every statement as the server sees it, for people to read. */
#ifndef UNIT_STATEMENTS_H
#define UNIT_STATEMENTS_H

#include "base/buffer.h"
#include "db/statement.h"

/* How many parameters the text of a statement has: the highest of $1, $2, … */
int statements_parameters(enum db_statement statement);

/* Appends all of them, a paragraph each, as tests/unit/statements.sql has them. */
void statements_write(struct buffer *out);

#endif
