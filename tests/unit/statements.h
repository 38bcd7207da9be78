/* statements.h: every statement as the server sees it, for people to read. */
#ifndef UNIT_STATEMENTS_H
#define UNIT_STATEMENTS_H

#include "base/buffer.h"
#include "db/find_sql.h"
#include "db/statement.h"

/* How many parameters the text of a statement has: the highest of $1, $2, … */
int statements_parameters(enum db_statement statement);

/* Some shapes of LIST_FOUND that show all that they are made of. */
size_t statements_found(void);
struct find_shape statements_found_shape(size_t number);

/* Appends all of them, a paragraph each, as tests/unit/statements.sql has them. */
void statements_write(struct buffer *out);

#endif
