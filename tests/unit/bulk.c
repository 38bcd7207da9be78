/* bulk.c: what tests of bulks try, of a user and beside another. */
#include "unit/bulk.h"

struct db *bulk_db;
struct holder bulk_holder, bulk_other;
struct todo_bulk bulk;
struct idempotency bulk_key;
struct id bulk_mine, bulk_theirs;

struct id
bulk_add(const struct holder *owner)
{
	const struct todo_change change = {.title = base_text_of("old")};
	struct todo todo;

	assert_error(holder_insert(bulk_db, owner, &change, &todo), OK);
	return todo.id;
}

void
bulk_open(const char *more, int way)
{
	bulk_db = fixture_open_with(fixture_url(more), 10000, true);
	if (way & 4)
		db_conn_pool(bulk_db);
	bulk_holder = holder_new(bulk_db);
	bulk_other = holder_new(bulk_db);
	bulk_mine = bulk_add(&bulk_holder);
	bulk_theirs = bulk_add(&bulk_other);
	db_conn_release(bulk_db);
	bulk = (struct todo_bulk){.atomic = way & 1};
	bulk_key = (struct idempotency){.key = base_text_of("k"),
		.scope = base_text_of("POST /todos/bulk"),
		.request = base_text_of("{}"),
		.headers = base_text_of(""),
		.body = base_text_of("{\"results\":[]}")};
}

void
bulk_put(enum todo_operation_kind kind, const struct id *id, const char *title)
{
	struct todo_operation *operation = &bulk.operations[bulk.count++];

	*operation = (struct todo_operation){.kind = kind};
	if (id)
		operation->id = *id;
	operation->change.title = base_text_of(title);
	operation->change.has_title = title ? GIVEN : ABSENT;
}

/* Runs it; what is atomic and has a refused operation is dropped. */
enum error
bulk_run(long limit, struct idempotency *same)
{
	struct db_todo_quota quota = {.limit = limit};
	enum error err;

	err = db_todo_bulk_run(bulk_db, &bulk_holder.caller, &bulk,
		NOW + TIME_SECOND, &quota, same);
	if (err != OK || (same && same->is_known))
		return err;
	if (bulk.atomic && model_todo_bulk_refused(&bulk)) {
		db_todo_bulk_drop(bulk_db);
		return model_todo_bulk_refused(&bulk)->err;
	}
	return db_todo_bulk_commit(bulk_db, &bulk_holder.caller, same);
}

/* The titles of the holder's todos, in order. */
void
bulk_assert_titles(const char *titles)
{
	ck_assert_str_eq(
		sql("SELECT coalesce(string_agg(title, ' ' ORDER BY title), '')"
		    " FROM todos WHERE user_id = '%s'",
			bulk_holder.name),
		titles);
	ck_assert_int_eq(bulk_db->hold, HOLD_NONE);
}
