/* upkeep.h: deletes rows that have run out, a bounded batch at a time. */
#ifndef DB_UPKEEP_H
#define DB_UPKEEP_H

#include "base/error.h"
#include "base/time.h"
#include "model/todo.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

/* clang-format off */
/*
 * The tables in the order in which they are cleaned: statement, table, how long
 * after their moment rows go, and what an operator calls them.
 */
#define DB_UPKEEP_LIST(X)                                                  \
	X(BLACKLIST, token_blacklist, DB_UPKEEP_SKEW, "revoked tokens")    \
	/* Access tokens, which live a day at most, are revoked by its row. */ \
	X(SESSIONS, refresh_tokens, TIME_DAY + DB_UPKEEP_SKEW, "sessions") \
	X(ATTEMPTS, attempts, DB_UPKEEP_SKEW, "counts of attempts")        \
	X(TOMBSTONES, todo_tombstones, TODO_SYNC_DAYS * TIME_DAY + DB_UPKEEP_SKEW, \
	  "deletions of todos")                                            \
	X(KEYS, idempotency_keys, DB_UPKEEP_SKEW, "idempotency keys")      \
	X(TODOS, todos, 0, "todos")                                        \
	X(USERS, users, 0, "users who left")                               \
	X(API_TOKENS, api_tokens, DB_UPKEEP_SKEW, "API tokens")            \
	X(INVITATIONS, invitations, DB_UPKEEP_SKEW, "invitations")         \
	X(RESETS, password_resets, DB_UPKEEP_SKEW, "password resets")
/* clang-format on */

/* The clocks of hosts are within 30 s of each other. */
#define DB_UPKEEP_SKEW TIME_MINUTE

/* How many rows were deleted, by table. */
#define DB_UPKEEP_MEMBER(statement, table, ...) int64_t table;
struct db_upkeep {
	DB_UPKEEP_LIST(DB_UPKEEP_MEMBER)
	bool busy; /* nothing was, as another worker is at it */
	bool more; /* only a part of the tables had its turn */
};
#undef DB_UPKEEP_MEMBER

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
 * need for the database, which may go to sleep. Where tables are spread it is one
 * table's turn, whether that of the last one was of use or not.
 */
enum error db_upkeep_try(struct db *db, int64_t now, int32_t limit,
    struct db_upkeep *deleted) MUST_CHECK;

/* Whether a table gave as many rows as it might, or others wait for their turn. */
bool db_upkeep_is_full(const struct db_upkeep *deleted, int32_t limit);

#endif
