/* todo_query.h: the query of GET /todos becomes a checked struct. */
#ifndef API_TODO_QUERY_H
#define API_TODO_QUERY_H

#include "api/param.h"
#include "base/error.h"
#include "model/todo.h"

/* The parameters of GET /todos, in the order in which they are judged. */
extern const struct api_params api_todo_params;

/*
 * Reads them in the order of the table. The error is that of the first that is
 * wrong; *fault names it, and the others, but no cursor beside these.
 * VALIDATION_002: not a number in range, no day or moment, empty, given twice,
 * too long, no cursor of the user's list, or one beside a skip; VALIDATION_006:
 * none of the allowed words. Other parameters are ignored.
 */
enum error api_todo_query_read(struct text query, const struct id *user,
    struct todo_query *out, struct fault *fault) MUST_CHECK;

#endif
