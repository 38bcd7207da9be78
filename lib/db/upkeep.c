/* upkeep.c: knows when the rows of each table have run out. */
#include "db/upkeep.h"

#include "db/conn.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"
#include "model/todo.h"

#include <stddef.h>
#include <stdlib.h>

/* What is deleted, how long after its moment, and where it is counted. */
#define ROW(statement, table, age, ...) \
	{DB_UPKEEP_##statement, age, offsetof(struct db_upkeep, table)},
static const struct {
	enum db_statement statement;
	int64_t age;
	size_t count;
} tables[] = {DB_UPKEEP_LIST(ROW)};

#define TABLES (sizeof(tables) / sizeof(tables[0]))

static int64_t *
count_in(struct db_upkeep *deleted, size_t table)
{
	return (int64_t *)((char *)deleted + tables[table].count);
}

/* Cleans these tables after the lock was taken, or without it. */
static enum error
run(struct db *db, int64_t now, int32_t limit, bool lock, size_t table,
    size_t count, struct db_upkeep *deleted)
{
	struct db_query queries[1 + TABLES] = {{.statement = DB_UPKEEP_LOCK}};
	size_t first = lock ? 0 : 1, i;
	PGresult *results[1 + TABLES];
	struct db_params *params;
	enum error err;

	for (i = 0; i < count; i++) {
		queries[1 + i].statement = tables[table + i].statement;
		params = &queries[1 + i].params;
		db_params_time(params, now - tables[table + i].age);
		db_params_number(params, limit);
		db_params_flag(params, !lock);
	}
	err = db_run(db, queries + first, 1 + count - first, results + first);
	for (i = 0; err == OK && i < count; i++)
		*count_in(deleted, table + i) =
		    strtoll(PQcmdTuples(results[1 + i]), NULL, 10);
	deleted->busy = err == OK && lock && !db_row_flag(results[0], 0, 0);
	db_conn_release(db);
	return err;
}

enum error
db_upkeep_batch(
    struct db *db, int64_t now, int32_t limit, struct db_upkeep *deleted)
{
	*deleted = (struct db_upkeep){0};
	return run(db, now, limit, false, 0, TABLES, deleted);
}

/*
 * Where tables are spread each takes connections to all nodes, and one that is silent
 * some of the time that there is: so it is one table at a time.
 */
enum error
db_upkeep_try(
    struct db *db, int64_t now, int32_t limit, struct db_upkeep *deleted)
{
	int64_t used = db->used;
	bool one = db->spread;
	enum error err;

	*deleted = (struct db_upkeep){0};
	err = run(db, now, limit, true, one ? db->upkeep : 0, one ? 1 : TABLES,
	    deleted);
	if (one && !deleted->busy && !db_upkeep_is_full(deleted, limit)) {
		db->upkeep = (db->upkeep + 1) % TABLES;
		deleted->more = db->upkeep > 0;
	}
	db->used = used;
	return err;
}

bool
db_upkeep_is_full(const struct db_upkeep *deleted, int32_t limit)
{
#define IS_FULL(statement, table, ...) || deleted->table >= limit
	return deleted->more DB_UPKEEP_LIST(IS_FULL);
}
