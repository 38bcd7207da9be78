/* database.c: what lib/db makes of the answers of a database that lies. */
#include "base/error.h"
#include "db/api_token.h"
#include "db/attempt.h"
#include "db/caller.h"
#include "db/code.h"
#include "db/conn.h"
#include "db/revoke.h"
#include "db/schema.h"
#include "db/server.h"
#include "db/session.h"
#include "db/upkeep.h"
#include "db/user.h"
#include "fuzz/database_todo.h"
#include "fuzz/fuzz.h"
#include "fuzz/server.h"
#include "fuzz/world.h"
#include "json/api_token.h"
#include "json/session.h"
#include "json/user.h"

#include <stdlib.h>
#include <string.h>

#define CALLS_MAX 8 /* of one input */

static const struct id id = {{4, 5, 6}};

/* What was read is shown, and can be. */
static void
show_user(const struct user *user)
{
	struct buffer out = {0};

	json_user_write(&out, user);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
show_sessions(const struct session_page *page)
{
	struct buffer out = {0};

	fuzz_must(page->count <= page->room);
	json_session_write_list(&out, page, fuzz_caller.session_jti);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
list_sessions(struct db *db)
{
	struct session items[20];
	struct session_page page = {.room = 20, .items = items};

	if (db_session_list(db, &fuzz_caller, FUZZ_NOW, &page) == OK)
		show_sessions(&page);
	if (db_session_list_of(db, &id, FUZZ_NOW, &page) == OK)
		show_sessions(&page);
}

static void
list_users(struct db *db)
{
	struct user_query query = {.limit = USER_PAGE_MAX};
	struct user items[USER_PAGE_MAX];
	struct user_page page = {.items = items};
	struct buffer out = {0};

	if (db_user_list(db, &fuzz_caller, &query, &page) != OK)
		return;
	fuzz_must(page.count <= USER_PAGE_MAX);
	json_user_write_page(&out, &page, &query);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
find_user(struct db *db)
{
	struct user user;

	if (db_user_find(db, &fuzz_caller, &id, &user) == OK)
		show_user(&user);
	if (db_user_find_email(db, base_text_of("a@b.c"), &user) == OK)
		show_user(&user);
}

static void
change_user(struct db *db)
{
	struct user user;

	if (db_user_set_active(db, &fuzz_caller, &id, false, FUZZ_NOW, &user) ==
		OK)
		show_user(&user);
	if (db_user_set_admin(db, NULL, &id, true, FUZZ_NOW, &user) == OK)
		show_user(&user);
}

static void
remove_user(struct db *db)
{
	struct text hash = {"hash", 4};
	int64_t count = 0;

	if (db_user_set_password(db, &id, hash, FUZZ_NOW, &count) == OK)
		fuzz_must(count >= 0);
	if (db_user_delete(db, &id) == OK)
		db_conn_release(db);
}

static void
log_in(struct db *db)
{
	const struct text hash = {"hash", 4};
	struct login login;

	if (db_user_find_login(db, base_text_of("a@b.c"), &login) == OK)
		fuzz_must(login.password_hash.data ||
			login.password_hash.len == 0);
	if (db_user_of(db, &fuzz_caller, &login) == OK &&
		db_user_change_password(db, &fuzz_caller, login.password_hash,
			hash, FUZZ_NOW) == OK)
		db_conn_release(db);
}

static void
renew_session(struct db *db)
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
end_sessions(struct db *db)
{
	int64_t count = 0;

	if (db_revoke_own(db, &fuzz_caller, "other", FUZZ_NOW, FUZZ_NOW) !=
			OK ||
		db_revoke_own_all(db, &fuzz_caller, FUZZ_NOW, FUZZ_NOW) != OK ||
		db_revoke_one(db, &fuzz_caller, &id, FUZZ_NOW) != OK ||
		db_revoke_one(db, NULL, &id, FUZZ_NOW) != OK)
		db_conn_release(db);
	if (db_revoke_all(db, &fuzz_caller, &id, FUZZ_NOW, &count) == OK)
		fuzz_must(count >= 0);
}

static void
look(struct db *db)
{
	struct db_schema schema;

	db_schema_look(db, &schema);
	fuzz_must(strnlen(schema.cure, DB_SCHEMA_CURE) < DB_SCHEMA_CURE);
	db_schema_explain(db, &schema);
	if (db_schema_ping(db) != OK)
		fuzz_must(db_conn_reason(db));
}

static void
keep_house(struct db *db)
{
	struct db_upkeep deleted;

	if (db_upkeep_try(db, FUZZ_NOW, 100, &deleted) == OK)
		(void)db_upkeep_is_full(&deleted, 100);
	if (db_upkeep_batch(db, FUZZ_NOW, 100, &deleted) == OK)
		(void)db_upkeep_is_full(&deleted, 100);
	if (!db_conn_keep(db))
		(void)db_conn_is_needed(db);
}

static void
list_api_tokens(struct db *db)
{
	struct api_token_page page;
	struct buffer out = {0};

	if (db_api_token_list(db, &fuzz_caller, FUZZ_NOW, &page) != OK)
		return;
	fuzz_must(page.count <= API_TOKEN_PAGE_MAX);
	json_api_token_write_list(&out, &page);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
change_api_tokens(struct db *db)
{
	const struct api_token token = {.id = id,
		.name = {"Backup", 6},
		.access = {"read", 4},
		.expires_at = TIME_NONE};

	if (db_api_token_insert(db, &fuzz_caller, &token, "secret", 3) != OK ||
		db_api_token_delete(db, &fuzz_caller, &id, FUZZ_NOW) != OK)
		db_conn_release(db);
}

static void
come_by_api_token(struct db *db)
{
	struct caller holder = {.user_id = id, .api_token = {"todo_pat_x", 10}};
	struct user user;
	bool is_full = true;

	if (db_api_token_find(db, &holder, FUZZ_NOW, &is_full) != OK)
		fuzz_must(!is_full);
	else if (db_api_token_touch(db, &holder, FUZZ_NOW) == OK &&
		db_user_show(db, &holder, &user) == OK)
		show_user(&user);
}

static void
use_codes(struct db *db)
{
	const struct db_code code = {.id = id,
		.text = {"todo_invite_x", 13},
		.email = {"a@b.c", 5},
		.expires_at = FUZZ_NOW + TIME_DAY};
	const struct login login = {.id = id,
		.email = {"a@b.c", 5},
		.password_hash = {"hash", 4},
		.created_at = FUZZ_NOW};
	struct text email;

	if (db_code_invite(db, &code, FUZZ_NOW) != OK ||
		db_code_accept(db, &code, &login) != OK ||
		db_code_allow_reset(db, &code, FUZZ_NOW) != OK ||
		db_code_check_reset(db, &code, FUZZ_NOW) != OK ||
		db_code_reset(
			db, &code, login.password_hash, FUZZ_NOW, &email) != OK)
		db_conn_release(db);
	else
		free(fuzz_copy(email));
}

/* An account from its beginning to its end. */
static void
come_and_leave(struct db *db)
{
	const struct text hash = {"hash", 4}, newer = {"newer", 5};
	const struct session session = {
		.id = id, .user_id = id, .jti = "the-jti"};
	struct login login = {.id = id, .email = {"a@b.c", 5}};
	struct user user;

	login.password_hash = hash;
	if (db_user_insert(db, &login) != OK ||
		db_session_begin(db, &session, hash, 3) != OK ||
		db_user_renew_hash(db, &id, hash, newer) != OK ||
		db_caller_check(db, &fuzz_caller) != OK)
		db_conn_release(db);
	if (db_user_show(db, &fuzz_caller, &user) == OK)
		show_user(&user);
	if (db_user_leave(db, &fuzz_caller, newer, FUZZ_NOW) != OK)
		db_conn_release(db);
}

static void
count_attempts(struct db *db)
{
	struct attempts attempts = {.now = FUZZ_NOW,
		.keys = {{.text = "login 192.0.2.1",
				 .kind = BY_MINUTE,
				 .most = 5},
			{.text = "hash 1", .kind = BY_ACCOUNT, .most = 3}},
		.count = 2,
		.known = "known"};
	long wait;
	size_t i;

	if (db_attempt_read(db, &attempts, &wait) == OK)
		fuzz_must(wait >= 0 && wait <= ATTEMPT_WAIT_MAX);
	if (db_attempt_add(db, &attempts, &wait) == OK)
		fuzz_must(wait >= 0 && wait <= ATTEMPT_WAIT_MAX);
	for (i = 0; i < attempts.count; i++)
		fuzz_must(attempts.keys[i].left >= 0);
	if (db_attempt_forgive(db, &attempts, true) != OK ||
		db_attempt_forget(db, base_text_of("1")) != OK)
		db_conn_release(db);
}

static void
look_at_servers(struct db *db)
{
	struct db_server server;
	int i;

	for (i = 0; i < db_server_count(db); i++) {
		db_server_look(db, i, &server);
		fuzz_must(strnlen(server.why, sizeof(server.why)) <
			sizeof(server.why));
	}
}

/* By the letters a, b, … of an input's first line. */
static void (*const calls[])(struct db *) = {fuzz_todo_find, fuzz_todo_change,
	fuzz_todo_list, fuzz_todo_list_on, list_sessions, list_users, find_user,
	change_user, remove_user, log_in, renew_session, end_sessions, look,
	keep_house, fuzz_todo_list_found, fuzz_todo_sync, fuzz_todo_bulk,
	fuzz_todo_bulk_keyed, fuzz_todo_insert, fuzz_todo_match,
	list_api_tokens, change_api_tokens, come_by_api_token, use_codes,
	come_and_leave, count_attempts, look_at_servers};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

/* The calls (after z comes {), P for a pooler before them, and the script. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text script = {(const char *)data, size};
	struct text line = fuzz_cut(&script, '\n');
	bool pooled = line.len > 0 && *line.data == 'P';
	const struct db_options options = {.url = "postgresql://one,two/todo",
		.timeout_ms = 5000,
		.prepare = true};
	struct db *db;
	size_t i;

	fuzz_world_begin(!pooled);
	fuzz_server_begin(script);
	db = db_conn_open(&options);
	fuzz_must(db);
	if (pooled)
		db_conn_pool(db);
	for (i = pooled; i < line.len && i < CALLS_MAX; i++) {
		calls[(unsigned char)(line.data[i] - 'a') % CALLS](db);
		db_conn_release(db);
	}
	db_conn_close(db);
	return 0;
}
