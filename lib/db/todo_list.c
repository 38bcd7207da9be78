/* todo_list.c: pages of todos. */
#include "db/todo_list.h"

#include "base/time.h"
#include "db/caller.h"
#include "db/find.h"
#include "db/row.h"
#include "db/run.h"

#define STATEMENT(after, up, sort, filter)                                    \
	(DB_LIST_CREATED_DOWN_ALL + ((after) ? 18U : 0U) + ((up) ? 9U : 0U) + \
	    3 * (unsigned int)(sort) + (unsigned int)(filter))

/* The statements stand in the order of the enums. */
_Static_assert(STATEMENT(0, 0, SORT_COMPLETED, FILTER_COMPLETED) ==
	DB_LIST_COMPLETED_DOWN_COMPLETED,
    "sort and filter");
_Static_assert(
    STATEMENT(0, 1, SORT_CREATED, FILTER_OPEN) == DB_LIST_CREATED_UP_OPEN,
    "direction");
_Static_assert(
    STATEMENT(1, 1, SORT_TITLE, FILTER_ALL) == DB_BEHIND_TITLE_UP_ALL, "place");

static enum db_statement
statement_of(const struct todo_query *query)
{
	return STATEMENT(
	    query->has_cursor, query->ascending, query->sort, query->filter);
}

/* Appends $6 and $7 where the page begins after a place, else $6. */
static void
add_place(struct db_params *params, const struct todo_query *query)
{
	const struct todo_cursor *after = &query->after;

	if (!query->has_cursor) {
		db_params_number(params, query->skip);
		return;
	}
	if (query->sort == SORT_TITLE)
		db_params_text(
		    params, (struct text){after->title, after->title_len});
	else if (after->when == TIME_NONE)
		db_params_null(params);
	else
		db_params_time(params, after->when);
	db_params_id(params, &after->id);
}

/* Whether more is asked for than the statements of list_sql.c have. */
static bool
is_found(const struct todo_query *query)
{
	const struct todo_find *find = &query->find;

	return query->sort > SORT_TITLE || find->words_len > 0 ||
	    find->due_after != DATE_NONE || find->due_before != DATE_NONE ||
	    find->has_since || find->has_priority;
}

/* Counts all that the filters let pass, of a caller who is let in. */
static enum error
count_all(struct db *db, const struct caller *caller,
    const struct todo_query *query, int64_t *total)
{
	struct db_query count = {.statement = DB_LIST_COUNT};
	PGresult *result;
	enum error err;

	db_params_caller(&count.params, caller);
	if (is_found(query))
		db_find_add_count(&count, query);
	else if (query->filter == FILTER_ALL)
		db_params_null(&count.params);
	else
		db_params_flag(
		    &count.params, query->filter == FILTER_COMPLETED);
	err = db_caller_run(db, caller, &count, &result);
	if (err == OK)
		*total = db_row_number(result, 0, 0);
	return err;
}

/* No row came: the caller was refused, or nothing is on this page. */
static enum error
fill_empty(struct db *db, const struct caller *caller,
    const struct todo_query *query, struct todo_page *page)
{
	if (query->no_total)
		return db_caller_check(db, caller);
	/* After nothing comes nothing: what was added since does not count. */
	page->total = 0;
	if (query->skip == 0 && !query->has_cursor)
		return db_caller_check(db, caller);
	return count_all(db, caller, query, &page->total);
}

static void
fill(const PGresult *result, const struct caller *caller,
    const struct todo_query *query, struct todo_page *page)
{
	int rows = PQntuples(result), row;

	for (row = 0; row < rows && row < query->limit; row++)
		db_row_todo(result, row, caller, &page->items[row]);
	page->count = (size_t)row;
	if (!query->no_total)
		page->total = db_row_number(result, 0, DB_TODO_COLUMNS);
	page->has_more = rows > query->limit ||
	    (!query->has_cursor && (int64_t)query->skip + row < page->total);
}

enum error
db_todo_list_read(struct db *db, const struct caller *caller,
    const struct todo_query *query, struct todo_page *page)
{
	struct db_query statement = {0};
	/* One more tells whether that is all, where the total does not. */
	bool one_more = query->no_total || query->has_cursor;
	PGresult *result;
	enum error err;

	page->total = TODO_UNCOUNTED;
	page->count = 0;
	page->has_more = false;
	page->next_cursor = (struct text){0};
	db_params_caller(&statement.params, caller);
	db_params_number(&statement.params, query->limit + one_more);
	db_params_flag(&statement.params, !query->no_total);
	if (is_found(query)) {
		db_find_add(&statement, query);
	} else {
		statement.statement = statement_of(query);
		add_place(&statement.params, query);
	}
	err = db_run(db, &statement, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return fill_empty(db, caller, query, page);
	fill(result, caller, query, page);
	return OK;
}
