/* find.c: which statement finds a query's todos, and what it is sent. */
#include "db/find.h"

#include "base/time.h"
#include "db/link.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME 24 /* bytes of a prepared statement's */

/* Whether the place is after a todo without a due date, or a priority. */
static bool
is_after_rest(const struct todo_query *query)
{
	switch (query->sort) {
	case SORT_COMPLETED:
		return query->after.when == TIME_NONE;
	case SORT_DUE:
	case SORT_PRIORITY:
		return query->after.rank == 0;
	case SORT_CREATED:
	case SORT_TITLE:
	case SORT_UPDATED:
		break;
	}
	return false;
}

static struct find_shape
shape_of(const struct todo_query *query)
{
	const struct todo_find *find = &query->find;
	struct find_shape shape = {.sort = query->sort,
	    .up = query->ascending,
	    .filter = query->filter,
	    .words = find->words_len > 0,
	    .due_after = find->due_after != DATE_NONE,
	    .due_before = find->due_before != DATE_NONE,
	    .updated_since = find->has_since,
	    .some_priority = find->has_priority && find->priority > 0,
	    .no_priority = find->has_priority && find->priority == 0};

	if (query->has_cursor)
		shape.place =
		    is_after_rest(query) ? FIND_AFTER_REST : FIND_AFTER_VALUE;
	return shape;
}

/* Appends the sort key and the id that the page begins after. */
static void
add_after(struct db_params *params, const struct todo_query *query)
{
	const struct todo_cursor *after = &query->after;

	switch (query->sort) {
	case SORT_TITLE:
		db_params_text(
		    params, (struct text){after->title, after->title_len});
		break;
	case SORT_DUE:
	case SORT_PRIORITY:
		if (after->rank != 0 && query->sort == SORT_DUE)
			db_params_date(params, after->rank);
		else if (after->rank != 0)
			db_params_number(params, after->rank);
		db_params_time(params, after->when);
		break;
	case SORT_CREATED:
	case SORT_COMPLETED:
	case SORT_UPDATED:
		if (after->when != TIME_NONE)
			db_params_time(params, after->when);
		break;
	}
	db_params_id(params, &after->id);
}

static void
add_filters(struct db_params *params, const struct todo_find *find)
{
	if (find->words_len > 0)
		db_params_text(
		    params, (struct text){find->words, find->words_len});
	if (find->due_after != DATE_NONE)
		db_params_date(params, find->due_after);
	if (find->due_before != DATE_NONE)
		db_params_date(params, find->due_before);
	if (find->has_since)
		db_params_time(params, find->updated_since);
	if (find->has_priority && find->priority > 0)
		db_params_number(params, find->priority);
}

void
db_find_add(struct db_query *statement, const struct todo_query *query)
{
	statement->statement = DB_LIST_FOUND;
	statement->shape = shape_of(query);
	add_filters(&statement->params, &query->find);
	if (query->has_cursor)
		add_after(&statement->params, query);
	else
		db_params_number(&statement->params, query->skip);
}

void
db_find_add_count(struct db_query *statement, const struct todo_query *query)
{
	statement->statement = DB_LIST_FOUND;
	statement->shape = shape_of(query);
	statement->shape.place = FIND_ONLY_COUNT;
	statement->shape.sort = SORT_CREATED;
	statement->shape.up = false;
	add_filters(&statement->params, &query->find);
}

/* A number for each shape. */
static unsigned int
number_of(struct find_shape shape)
{
	unsigned int filters = shape.words * 1U + shape.due_after * 2U +
	    shape.due_before * 4U + shape.updated_since * 8U +
	    shape.some_priority * 16U + shape.no_priority * 32U;

	return ((filters * 4 + shape.place) * 4 + shape.filter) * 16 +
	    shape.sort * 2U + shape.up;
}

/* Whether the session has it by now. */
static bool
is_prepared(const struct db *db, unsigned int number)
{
	size_t i;

	for (i = 0; i < db->found_count; i++) {
		if (db->found[i] == number)
			return true;
	}
	return false;
}

/* Sends a statement that the session has not, and leaves it there if there is room. */
static bool
send_new(struct db *db, const struct db_query *query, unsigned int number,
    const char *name, size_t *ahead)
{
	const struct db_params *p = &query->params;
	struct find_shape shape = query->shape;
	bool sent = false;
	char *sql;

	shape.spread = db->spread;
	sql = db_find_sql(shape);
	if (sql && db->prepare && !db->pooled &&
	    db->found_count < DB_FOUND_MAX) {
		/* If that fails it is missing the next time: a new session. */
		db->found[db->found_count++] = number;
		*ahead += 1;
		sent = PQsendPrepare(db->conn, name, sql, 0, NULL) == 1 &&
		    PQsendQueryPrepared(db->conn, name, p->count, p->values,
			p->lengths, p->formats, 1) == 1;
	} else if (sql) {
		sent = PQsendQueryParams(db->conn, sql, p->count, NULL,
			   p->values, p->lengths, p->formats, 1) == 1;
	}
	free(sql);
	return sent;
}

bool
db_find_send(struct db *db, const struct db_query *query, size_t *ahead)
{
	const struct db_params *p = &query->params;
	unsigned int number = number_of(query->shape);
	char name[NAME];

	snprintf(name, NAME, "LIST_FOUND_%u", number);
	if (!is_prepared(db, number))
		return send_new(db, query, number, name, ahead);
	return PQsendQueryPrepared(db->conn, name, p->count, p->values,
		   p->lengths, p->formats, 1) == 1;
}
