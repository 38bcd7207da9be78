/* database_todo.c: what lib/db makes of lies about todos. */
#include "fuzz/database_todo.h"

#include "db/conn.h"
#include "db/idempotency.h"
#include "db/todo.h"
#include "db/todo_bulk.h"
#include "db/todo_list.h"
#include "db/todo_sync.h"
#include "fuzz/fuzz.h"
#include "fuzz/world.h"
#include "json/todo.h"
#include "json/todo_bulk.h"

#include <string.h>

const struct caller fuzz_caller = {
	.user_id = {{1, 2, 3}},
	.jti = "the-jti",
	.session_jti = "the-session",
	.expires_at = FUZZ_NOW + TIME_MINUTE,
};
static const struct id id = {{4, 5, 6}};
static const struct todo_change change = {
	.has_title = GIVEN, .title = {"Milk", 4}};

/* What was read is shown, and can be. */
static void
show(const struct todo *todo)
{
	struct buffer out = {0};

	json_todo_write(&out, todo);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

void
fuzz_todo_find(struct db *db)
{
	struct todo todo;

	if (db_todo_find(db, &fuzz_caller, &id, &todo) == OK)
		show(&todo);
}

void
fuzz_todo_change(struct db *db)
{
	struct todo todo;

	if (db_todo_update(db, &fuzz_caller, &id, &change, NULL, FUZZ_NOW,
		    &todo) == OK)
		show(&todo);
	todo = db_todo_new(&fuzz_caller, &change, FUZZ_NOW);
	if (db_todo_insert(db, &fuzz_caller, &todo, NULL) == OK)
		show(&todo);
	if (db_todo_delete(db, &fuzz_caller, &id, NULL) != OK)
		db_conn_release(db);
}

static void
list_by(struct db *db, const struct todo_query *query)
{
	struct buffer out = {0};
	struct todo_page page;

	if (db_todo_list_read(db, &fuzz_caller, query, &page) != OK)
		return;
	fuzz_must(page.count <= (size_t)query->limit);
	json_todo_write_page(&out, &page, query);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

void
fuzz_todo_list(struct db *db)
{
	struct todo_query query = {.limit = TODO_PAGE_MAX};

	list_by(db, &query);
}

void
fuzz_todo_list_on(struct db *db)
{
	struct todo_query query = {.limit = 3,
		.skip = 5,
		.sort = SORT_TITLE,
		.filter = FILTER_OPEN,
		.no_total = true};

	list_by(db, &query);
	query.has_cursor = true;
	query.no_total = false;
	list_by(db, &query);
}

/* By what needs a statement of its own. */
void
fuzz_todo_list_found(struct db *db)
{
	struct todo_query query = {.limit = 3,
		.sort = SORT_DUE,
		.find = {
			.words_len = 4, .words = "milk", .has_priority = true}};

	list_by(db, &query);
	query.skip = 5;
	list_by(db, &query);
	query.skip = 0;
	query.sort = SORT_PRIORITY;
	query.has_cursor = true;
	list_by(db, &query);
}

static void
sync_since(struct db *db, int64_t since)
{
	const struct text next = {"next", 4};
	struct buffer out = {0};
	struct todo_sync sync;

	if (db_todo_sync_read(db, &fuzz_caller, since, 3, &sync) != OK)
		return;
	fuzz_must(sync.count <= 3);
	json_todo_write_sync(&out, &sync, next);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

void
fuzz_todo_sync(struct db *db)
{
	sync_since(db, 0);
	sync_since(db, TODO_SYNC_NOW);
}

/* A request with a key; what it was answered before is text, whatever it says. */
static struct idempotency
new_key(void)
{
	return (struct idempotency){.key = {"key", 3},
		.scope = {"POST /todos", 11},
		.request = {"{}", 2},
		.headers = {"", 0},
		.body = {"", 0}};
}

static void
check_key(const struct idempotency *same)
{
	struct buffer out = {0};

	base_buffer_add(&out, same->headers.data, same->headers.len);
	base_buffer_add(&out, same->body.data, same->body.len);
	fuzz_must(!same->is_known || same->body.data);
	base_buffer_clear(&out);
}

static void
run_bulk(struct db *db, bool atomic, long limit, struct idempotency *same)
{
	struct todo_bulk bulk = {.atomic = atomic,
		.count = 5,
		.operations = {{.kind = TODO_CREATE, .change = change},
			{.kind = TODO_UPDATE, .id = id, .change = change},
			{.kind = TODO_UPDATE, .id = id},
			{.kind = TODO_DELETE, .id = id},
			{.kind = TODO_CREATE, .err = VALIDATION_004}}};
	struct db_todo_quota quota = {.limit = limit};
	struct buffer out = {0};

	if (db_todo_bulk_run(db, &fuzz_caller, &bulk, FUZZ_NOW, &quota, same) !=
		OK)
		return;
	fuzz_must(bulk.operations[4].err == VALIDATION_004);
	if (same && same->is_known) {
		check_key(same);
		return;
	}
	json_todo_write_results(&out, &bulk);
	fuzz_must(fuzz_holds_json(&out));
	if (bulk.operations[0].err != OK ||
		db_todo_bulk_commit(db, &fuzz_caller, same) != OK)
		db_todo_bulk_drop(db);
	base_buffer_clear(&out);
}

void
fuzz_todo_bulk(struct db *db)
{
	run_bulk(db, false, 0, NULL);
	db_conn_release(db);
	run_bulk(db, true, 0, NULL);
}

void
fuzz_todo_bulk_keyed(struct db *db)
{
	struct idempotency same = new_key();

	run_bulk(db, false, 3, &same);
}

void
fuzz_todo_insert(struct db *db)
{
	struct todo todo = db_todo_new(&fuzz_caller, &change, FUZZ_NOW);
	struct idempotency same = new_key();
	int64_t held = 0;

	if (db_todo_insert(db, &fuzz_caller, &todo, &same) == OK)
		check_key(&same);
	if (db_todo_insert_within(db, &fuzz_caller, &todo, 100, &held, NULL) ==
		OK)
		show(&todo);
	same = new_key();
	if (db_todo_insert_within(db, &fuzz_caller, &todo, 3, &held, &same) ==
		OK)
		check_key(&same);
	same = new_key();
	if (db_idempotency_find(db, &fuzz_caller, &same, FUZZ_NOW) == OK)
		fuzz_must(same.is_known);
	check_key(&same);
}

/* Todos in revisions that the client knows. */
void
fuzz_todo_match(struct db *db)
{
	const struct todo_match match = {.count = 2, .revisions = {1, 2}};
	struct todo todo;
	bool more;

	if (db_todo_update(db, &fuzz_caller, &id, &change, &match, FUZZ_NOW,
		    &todo) == OK)
		show(&todo);
	if (db_todo_delete(db, &fuzz_caller, &id, &match) != OK ||
		db_todo_index(db, &id, &more) != OK)
		db_conn_release(db);
}
