/* todo_sync.h: what became of a caller's todos. */
#ifndef DB_TODO_SYNC_H
#define DB_TODO_SYNC_H

#include "base/error.h"
#include "model/session.h"
#include "model/todo.h"

struct db;

/*
 * Reads what changed after a revision that an earlier sync->next told, at most
 * limit todos; after TODO_SYNC_NOW nothing, and sync->next is that of now. It
 * waits for who writes the caller's todos at the moment, so that no lower
 * revision comes later. RESOURCE_004: deletions since may be forgotten, or
 * that revision has never been. Other errors, and how long texts live, as in
 * db/todo.h; one round trip.
 */
enum error db_todo_sync_read(struct db *db, const struct caller *caller,
    int64_t since, int limit, struct todo_sync *sync) MUST_CHECK;

#endif
