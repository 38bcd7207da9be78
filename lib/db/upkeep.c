/* upkeep.c: knows when the rows of each table have run out. */
#include "db/upkeep.h"

#include "base/time.h"
#include "db/conn.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"
#include "model/todo.h"

#include <stddef.h>
#include <stdlib.h>

/* The clocks of hosts are within 30 s of each other. */
#define SKEW TIME_MINUTE

/* What is deleted, how long after its moment, and where it is counted. */
static const struct {
	enum db_statement statement;
	int64_t age;
	size_t count;
} tables[] = {
    {DB_UPKEEP_BLACKLIST, SKEW, offsetof(struct db_upkeep, token_blacklist)},
    /* Access tokens, which live a day at most, are revoked by its row. */
    {DB_UPKEEP_SESSIONS, TIME_DAY + SKEW,
	offsetof(struct db_upkeep, refresh_tokens)},
    {DB_UPKEEP_ATTEMPTS, SKEW, offsetof(struct db_upkeep, attempts)},
    {DB_UPKEEP_TOMBSTONES, TODO_SYNC_DAYS *TIME_DAY + SKEW,
	offsetof(struct db_upkeep, todo_tombstones)},
    {DB_UPKEEP_KEYS, SKEW, offsetof(struct db_upkeep, idempotency_keys)},
};

#define TABLES (sizeof(tables) / sizeof(tables[0]))

static int64_t *
count_in(struct db_upkeep *deleted, size_t table)
{
	return (int64_t *)((char *)deleted + tables[table].count);
}

/* After the lock was taken, or without it. */
static enum error
run(struct db *db, int64_t now, int32_t limit, bool lock,
    struct db_upkeep *deleted)
{
	struct db_query queries[1 + TABLES] = {{.statement = DB_UPKEEP_LOCK}};
	size_t first = lock ? 0 : 1, i;
	PGresult *results[1 + TABLES];
	struct db_params *params;
	enum error err;

	*deleted = (struct db_upkeep){0};
	for (i = 0; i < TABLES; i++) {
		queries[1 + i].statement = tables[i].statement;
		params = &queries[1 + i].params;
		db_params_time(params, now - tables[i].age);
		db_params_number(params, limit);
		db_params_flag(params, !lock);
	}
	err = db_run(db, queries + first, 1 + TABLES - first, results + first);
	for (i = 0; err == OK && i < TABLES; i++)
		*count_in(deleted, i) =
		    strtoll(PQcmdTuples(results[1 + i]), NULL, 10);
	deleted->busy = err == OK && lock && !db_row_flag(results[0], 0, 0);
	db_conn_release(db);
	return err;
}

enum error
db_upkeep_batch(
    struct db *db, int64_t now, int32_t limit, struct db_upkeep *deleted)
{
	return run(db, now, limit, false, deleted);
}

enum error
db_upkeep_try(
    struct db *db, int64_t now, int32_t limit, struct db_upkeep *deleted)
{
	int64_t used = db->used;
	enum error err = run(db, now, limit, true, deleted);

	db->used = used;
	return err;
}

bool
db_upkeep_is_full(const struct db_upkeep *deleted, int32_t limit)
{
	return deleted->token_blacklist >= limit ||
	    deleted->refresh_tokens >= limit || deleted->attempts >= limit ||
	    deleted->todo_tombstones >= limit ||
	    deleted->idempotency_keys >= limit;
}
