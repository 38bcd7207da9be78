/* todo_sync.c: reads todos and tombstones in the order of their revisions. */
#include "db/todo_sync.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

enum sync_value { SYNC_VALUES(VALUE_ENUM, VALUE_ENUM) };

/* The column of a value, after those of a todo. */
static int
column(enum sync_value value)
{
	return DB_TODO_COLUMNS + (int)value;
}

static void
read_event(const PGresult *result, int row, const struct caller *caller,
    struct todo_event *event)
{
	db_row_todo(result, row, caller, &event->todo);
	event->todo.revision =
	    db_row_number(result, row, column(SYNC_REVISION));
	event->is_deleted = db_row_flag(result, row, column(SYNC_IS_DELETED));
}

static void
fill(const PGresult *result, const struct caller *caller, int limit,
    struct todo_sync *sync)
{
	int rows = PQntuples(result), row;

	if (db_row_is_null(result, 0, column(SYNC_REVISION)))
		rows = 0;
	for (row = 0; row < rows && row < limit; row++)
		read_event(result, row, caller, &sync->items[row]);
	sync->count = (size_t)row;
	sync->has_more = rows > limit;
	if (row > 0)
		sync->next = sync->items[row - 1].todo.revision;
}

enum error
db_todo_sync_read(struct db *db, const struct caller *caller, int64_t since,
    int limit, struct todo_sync *sync)
{
	struct db_query queries[2] = {
	    {.statement = DB_SYNC_LOCK}, {.statement = DB_SYNC_READ}};
	bool is_now = since == TODO_SYNC_NOW;
	PGresult *results[2];
	enum error err;
	int64_t last;

	db_params_id(&queries[0].params, &caller->user_id);
	db_params_caller(&queries[1].params, caller);
	db_params_wide(&queries[1].params, is_now ? INT64_MAX : since);
	db_params_number(&queries[1].params, limit + 1);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	if (PQntuples(results[1]) == 0)
		return db_refusal(db, caller);
	last = db_row_number(results[1], 0, column(SYNC_LAST_OF_ALL));
	/* Beyond the last: the database is back where it was before. */
	if (!is_now &&
	    (since > last ||
		since < db_row_number(results[1], 0, column(SYNC_FORGOTTEN))))
		return RESOURCE_004;
	sync->next = is_now ? last : since;
	fill(results[1], caller, limit, sync);
	return OK;
}
