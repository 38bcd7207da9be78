/* todo_csv.h: todos as CSV (RFC 4180), a row each. */
#ifndef API_TODO_CSV_H
#define API_TODO_CSV_H

#include "base/buffer.h"
#include "model/todo.h"

/*
 * Appends the names of the fields, a row whose end is still to come: each todo
 * begins with the end of the row before, and api_todo_csv_end appends the last
 * one. So what was cut short is told by its end.
 */
void api_todo_csv_begin(struct buffer *out);

/*
 * Appends todos. Texts stand as they are, in quotes where they need them; what is
 * null is empty, and a text that is empty stands in quotes.
 */
void api_todo_csv_add(struct buffer *out, const struct todo_page *page);

void api_todo_csv_end(struct buffer *out);

#endif
