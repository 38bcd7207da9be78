/* todo_bulk.h: several operations on the caller's todos in one transaction. */
#ifndef DB_TODO_BULK_H
#define DB_TODO_BULK_H

#include "model/session.h"
#include "model/todo_bulk.h"

struct db;
struct idempotency;

/*
 * How many todos a user may have, where those of a bulk have to be counted, or
 * 0; and how many they had, or the limit where they have more.
 */
struct db_todo_quota {
	long limit;
	int64_t held;
};

/*
 * Does what is not refused already, and says of each operation what came of it,
 * with the error it would have had alone. Where it is atomic, or has a key (or
 * NULL), it takes effect only by db_todo_bulk_commit, and a call that failed, or
 * whose key was known, leaves nothing to commit. Errors as db_todo_insert. Two
 * round trips, that of the commit included; one where none is needed; one more
 * with a key or a count, two where an operation was refused. A todo that is not the
 * caller's is not found (RESOURCE_001) while a node is away; what is held begins
 * again then, without it.
 */
enum error db_todo_bulk_run(struct db *db, const struct caller *caller,
    struct todo_bulk *bulk, int64_t now, struct db_todo_quota *quota,
    struct idempotency *same) MUST_CHECK;

/* Makes it last, with its answer, if it has a key. */
enum error db_todo_bulk_commit(struct db *db, const struct caller *caller,
    const struct idempotency *same) MUST_CHECK;

/* Leaves nothing of it. */
void db_todo_bulk_drop(struct db *db);

#endif
