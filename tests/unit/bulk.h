/* bulk.h: what tests of bulks try, of a user and beside another. */
#ifndef UNIT_BULK_H
#define UNIT_BULK_H

#include "db/idempotency.h"
#include "db/todo_bulk.h"
#include "unit/fixture.h"

/* Atomic, with a key, pooled, with a count: each in every combination. */
#define WAYS 16
#define KEY_OF(way) ((way)&2 ? &bulk_key : NULL)
#define LIMIT_OF(way) ((way)&8 ? 100 : 0)

extern struct db *bulk_db;
extern struct holder bulk_holder, bulk_other;
extern struct id bulk_mine, bulk_theirs; /* a todo "old" of each */
extern struct todo_bulk bulk;            /* the holder's */
extern struct idempotency bulk_key;

/* Connects, with more to the URL, for a bulk this way; fixture_close ends it. */
void bulk_open(const char *more, int way);

/* A new todo "old" of theirs. */
struct id bulk_add(const struct holder *owner);

/* One more operation; NULL: without an id, without a title. */
void
bulk_put(enum todo_operation_kind kind, const struct id *id, const char *title);

/* Runs it; what is atomic and has a refused operation is dropped. */
enum error bulk_run(long limit, struct idempotency *same);

/* The titles of the holder's todos, in order; nothing is held. */
void bulk_assert_titles(const char *titles);

#endif
