/* database.c: what lib/db makes of the answers of a database that lies. */
#include "base/error.h"
#include "db/conn.h"
#include "db/revoke.h"
#include "db/schema.h"
#include "db/session.h"
#include "db/todo.h"
#include "db/todo_list.h"
#include "db/upkeep.h"
#include "db/user.h"
#include "fuzz/fuzz.h"
#include "fuzz/server.h"
#include "fuzz/world.h"
#include "json/session.h"
#include "json/todo.h"
#include "json/user.h"

#include <string.h>

#define CALLS_MAX 8 /* of one input */

static const struct caller caller = {
	.user_id = {{1, 2, 3}},
	.jti = "the-jti",
	.session_jti = "the-session",
	.expires_at = FUZZ_NOW + TIME_MINUTE,
};
static const struct id id = {{4, 5, 6}};
static struct db *db;

/* What was read is shown, and can be. */
static void
show_todo(const struct todo *todo)
{
	struct buffer out = {0};

	json_todo_write(&out, todo);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
show_user(const struct user *user)
{
	struct buffer out = {0};

	json_user_write(&out, user);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
find_todo(void)
{
	struct todo todo;

	if (db_todo_find(db, &caller, &id, &todo) == OK)
		show_todo(&todo);
}

static void
change_todo(void)
{
	struct todo_change change = {.has_title = GIVEN, .title = {"Milk", 4}};
	struct todo todo;

	if (db_todo_update(db, &caller, &id, &change, NULL, FUZZ_NOW, &todo) ==
		OK)
		show_todo(&todo);
	todo = db_todo_new(&caller, &change, FUZZ_NOW);
	if (db_todo_insert(db, &caller, &todo, NULL) == OK)
		show_todo(&todo);
	if (db_todo_delete(db, &caller, &id, NULL) != OK)
		db_conn_release(db);
}

static void
list_todos_by(const struct todo_query *query)
{
	struct buffer out = {0};
	struct todo_page page;

	if (db_todo_list_read(db, &caller, query, &page) != OK)
		return;
	fuzz_must(page.count <= (size_t)query->limit);
	json_todo_write_page(&out, &page, query);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
list_todos(void)
{
	struct todo_query query = {.limit = TODO_PAGE_MAX};

	list_todos_by(&query);
}

static void
list_todos_on(void)
{
	struct todo_query query = {.limit = 3,
		.skip = 5,
		.sort = SORT_TITLE,
		.filter = FILTER_OPEN,
		.no_total = true};

	list_todos_by(&query);
	query.has_cursor = true;
	query.no_total = false;
	list_todos_by(&query);
}

static void
show_sessions(const struct session_page *page)
{
	struct buffer out = {0};

	fuzz_must(page->count <= page->room);
	json_session_write_list(&out, page, caller.session_jti);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
list_sessions(void)
{
	struct session items[20];
	struct session_page page = {.room = 20, .items = items};

	if (db_session_list(db, &caller, FUZZ_NOW, &page) == OK)
		show_sessions(&page);
	if (db_session_list_of(db, &id, FUZZ_NOW, &page) == OK)
		show_sessions(&page);
}

static void
list_users(void)
{
	struct user_query query = {.limit = USER_PAGE_MAX};
	struct user items[USER_PAGE_MAX];
	struct user_page page = {.items = items};
	struct buffer out = {0};

	if (db_user_list(db, &caller, &query, &page) != OK)
		return;
	fuzz_must(page.count <= USER_PAGE_MAX);
	json_user_write_page(&out, &page, &query);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
find_user(void)
{
	struct user user;

	if (db_user_find(db, &caller, &id, &user) == OK)
		show_user(&user);
	if (db_user_find_email(db, base_text_of("a@b.c"), &user) == OK)
		show_user(&user);
}

static void
change_user(void)
{
	struct user user;

	if (db_user_set_active(db, &caller, &id, false, FUZZ_NOW, &user) == OK)
		show_user(&user);
	if (db_user_set_admin(db, NULL, &id, true, FUZZ_NOW, &user) == OK)
		show_user(&user);
}

static void
remove_user(void)
{
	struct text hash = {"hash", 4};
	int64_t count = 0;

	if (db_user_set_password(db, &id, hash, FUZZ_NOW, &count) == OK)
		fuzz_must(count >= 0);
	if (db_user_delete(db, &id) == OK)
		db_conn_release(db);
}

static void
log_in(void)
{
	const struct text hash = {"hash", 4};
	struct login login;

	if (db_user_find_login(db, base_text_of("a@b.c"), &login) == OK)
		fuzz_must(login.password_hash.data ||
			login.password_hash.len == 0);
	if (db_user_of(db, &caller, &login) == OK &&
		db_user_change_password(
			db, &caller, login.password_hash, hash, FUZZ_NOW) == OK)
		db_conn_release(db);
}

static void
renew_session(void)
{
	const struct refresh token = {.user_id = id};
	struct buffer out = {0};
	struct renewal renewal;
	struct id ended;

	if (db_session_renew(
		    db, &token, FUZZ_NOW, FUZZ_NOW, &renewal, &ended) != OK)
		return;
	if (renewal.email.data)
		base_buffer_json(&out, renewal.email.data, renewal.email.len);
	base_buffer_clear(&out);
}

static void
end_sessions(void)
{
	int64_t count = 0;

	if (db_revoke_own(db, &caller, "other", FUZZ_NOW, FUZZ_NOW) != OK ||
		db_revoke_own_all(db, &caller, FUZZ_NOW, FUZZ_NOW) != OK ||
		db_revoke_one(db, &caller, &id, FUZZ_NOW) != OK ||
		db_revoke_one(db, NULL, &id, FUZZ_NOW) != OK)
		db_conn_release(db);
	if (db_revoke_all(db, &caller, &id, FUZZ_NOW, &count) == OK)
		fuzz_must(count >= 0);
}

static void
look(void)
{
	struct db_schema schema;

	db_schema_look(db, &schema);
	fuzz_must(strnlen(schema.cure, DB_SCHEMA_CURE) < DB_SCHEMA_CURE);
	db_schema_explain(db, &schema);
	if (db_schema_ping(db) != OK)
		fuzz_must(db_conn_reason(db));
}

static void
keep_house(void)
{
	struct db_upkeep deleted;

	if (db_upkeep_try(db, FUZZ_NOW, 100, &deleted) == OK)
		(void)db_upkeep_is_full(&deleted, 100);
	if (!db_conn_keep(db))
		(void)db_conn_is_needed(db);
}

/* By the letters a, b, … of an input's first line. */
static void (*const calls[])(void) = {find_todo, change_todo, list_todos,
	list_todos_on, list_sessions, list_users, find_user, change_user,
	remove_user, log_in, renew_session, end_sessions, look, keep_house};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

/* The calls, P for a pooler before them, and the database's script. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text script = {(const char *)data, size};
	struct text line = fuzz_cut(&script, '\n');
	bool pooled = line.len > 0 && *line.data == 'P';
	const struct db_options options = {.url = "postgresql://one,two/todo",
		.timeout_ms = 5000,
		.prepare = true};
	size_t i;

	fuzz_world_begin(!pooled);
	fuzz_server_begin(script);
	db = db_conn_open(&options);
	fuzz_must(db);
	if (pooled)
		db_conn_pool(db);
	for (i = pooled; i < line.len && i < CALLS_MAX; i++) {
		calls[(unsigned char)(line.data[i] - 'a') % CALLS]();
		db_conn_release(db);
	}
	db_conn_close(db);
	return 0;
}
