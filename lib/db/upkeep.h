/* upkeep.h: deletes rows that have run out, a bounded batch at a time. */
#ifndef DB_UPKEEP_H
#define DB_UPKEEP_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

/* How many rows were deleted, by table. */
struct db_upkeep {
	int64_t token_blacklist;
	int64_t refresh_tokens;
	int64_t attempts;
	int64_t todo_tombstones;
	int64_t idempotency_keys;
	bool busy; /* nothing was, as another worker is at it */
};

/*
 * Deletes, of each table, at most limit rows that had run out by now; *deleted
 * says how many (0 on failure). One round trip and one transaction. It may run
 * twice at once: rows that another run has in hand are left to it. Each
 * statement has its time limit; the results are released. SERVER_001,
 * SERVER_002.
 */
enum error db_upkeep_batch(struct db *db, int64_t now, int32_t limit,
    struct db_upkeep *deleted) MUST_CHECK;

/*
 * The same for a worker in an idle moment: nothing is deleted while another
 * worker is at it, all has to be done within 2 s, and it does not count as a
 * need for the database, which may go to sleep.
 */
enum error db_upkeep_try(struct db *db, int64_t now, int32_t limit,
    struct db_upkeep *deleted) MUST_CHECK;

/* Whether a table gave as many rows as it might: there may be more. */
bool db_upkeep_is_full(const struct db_upkeep *deleted, int32_t limit);

#endif
