/* todo_sync.h: the parameters of GET /todos/changes. */
#ifndef API_TODO_SYNC_H
#define API_TODO_SYNC_H

#include "api/param.h"

/* In the order in which they are judged. */
extern const struct api_params api_todo_sync_params;

#endif
