/* todo_sync_query.h: the query of GET /todos/changes becomes a place. */
#ifndef API_TODO_SYNC_QUERY_H
#define API_TODO_SYNC_QUERY_H

#include "api/param.h"
#include "base/error.h"
#include "base/id.h"

/* The parameters of GET /todos/changes, in the order in which they are judged. */
extern const struct api_params api_todo_sync_params;

/*
 * Reads limit and since, the user's token, without which *since is
 * TODO_SYNC_NOW. VALIDATION_002: either is wrong; *fault names it.
 */
enum error api_todo_sync_query_read(struct text query, const struct id *user,
    int64_t *since, int *limit, struct fault *fault) MUST_CHECK;

#endif
