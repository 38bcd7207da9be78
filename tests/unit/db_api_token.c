/* db_api_token.c: API tokens let in as far as they go, and are noted when used. */
#include "db/api_token.h"

#include "db/caller.h"
#include "db/todo.h"
#include "db/todo_list.h"
#include "db/user.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

static struct db *db;
static struct holder holder;
static struct id todo_id;

static void
set_up(void)
{
	struct todo_change change = {.title = base_text_of("t")};
	struct todo todo;

	db = fixture_open();
	holder = holder_new(db);
	assert_error(
		db_todo_insert(db, &holder.caller, &change, NOW, &todo), OK);
	todo_id = todo.id;
	db_conn_release(db);
}

static enum error
find(void)
{
	struct todo todo;

	return db_todo_find(db, &holder.caller, &todo_id, &todo);
}

static enum error
list(void)
{
	static struct todo_page page;
	const struct todo_query query = {.limit = 20};

	return db_todo_list_read(db, &holder.caller, &query, &page);
}

static enum error
show(void)
{
	struct user user;

	return db_user_show(db, &holder.caller, &user);
}

static enum error
insert(void)
{
	return holder_add_todo(db, &holder);
}

static enum error delete (void) {
	return db_todo_delete(db, &holder.caller, &todo_id);
}

static enum error (*const calls[])(void) = {find, list, show, insert, delete};

/* The holder comes by an API token of this access, which needs that one. */
static void
take_api_token(const char *access, const char *needed)
{
	sql("INSERT INTO api_tokens (id, user_id, name, token_hash, access,"
	    " created_at) VALUES (gen_random_uuid(), '%s', 'a',"
	    " repeat('a', 64), '%s', '2026-01-12T20:30:00Z')",
		holder.name, access);
	memset(holder.caller.jti, 'a', JTI_MAX);
	snprintf(holder.caller.session_jti, sizeof(holder.caller.session_jti),
		"%s", needed);
	holder.caller.by_api_token = true;
	holder.caller.expires_at = NOW;
}

/* clang-format off */
static const struct {
	const char *access, *needed, *happens;
	enum error error;
} api_tokens[] = {
	{"read", "read", NULL, OK},
	{"full", "read", NULL, OK},
	{"full", "full", NULL, OK},
	{"read", "full", NULL, AUTHZ_002},
	{"full", "full", "DELETE FROM api_tokens WHERE user_id =", AUTH_004},
	{"full", "full", "UPDATE api_tokens SET expires_at = created_at WHERE user_id =", AUTH_002},
	{"full", "full", "UPDATE api_tokens SET expires_at = created_at + interval '1 s'"
	 " WHERE user_id =", OK},
	{"full", "full", "UPDATE users SET is_active = false WHERE id =", AUTH_007},
	{"full", "full", "UPDATE api_tokens SET token_hash = repeat('b', 64)"
	 " WHERE user_id =", AUTH_004},
};
/* clang-format on */

START_TEST(an_api_token_is_let_in_as_far_as_it_goes)
{
	size_t i;

	set_up();
	take_api_token(api_tokens[_i].access, api_tokens[_i].needed);
	if (api_tokens[_i].happens)
		sql("%s '%s'", api_tokens[_i].happens, holder.name);
	assert_error(db_caller_check(db, &holder.caller), api_tokens[_i].error);
	for (i = 0; i < COUNT(calls) && api_tokens[_i].error == OK; i++) {
		assert_error(calls[i](), OK);
		db_conn_release(db);
	}
	fixture_close();
}
END_TEST

START_TEST(a_use_is_noted_once_a_minute)
{
	set_up();
	take_api_token("read", "read");
	assert_error(db_api_token_touch(db, &holder.caller, NOW), OK);
	assert_error(
		db_api_token_touch(db, &holder.caller, NOW + TIME_MINUTE), OK);
	ck_assert_str_eq(sql("SELECT last_used_at = '2026-01-12T20:30:00Z'"
			     " FROM api_tokens WHERE user_id = '%s'",
				 holder.name),
		"t");
	assert_error(
		db_api_token_touch(db, &holder.caller, NOW + TIME_MINUTE + 1),
		OK);
	ck_assert_str_eq(
		sql("SELECT last_used_at = '2026-01-12T20:31:00.000001Z'"
		    " FROM api_tokens WHERE user_id = '%s'",
			holder.name),
		"t");
	fixture_close();
}
END_TEST

Suite *
db_api_token_suite(void)
{
	const struct suite_test tests[] = {
		EACH(an_api_token_is_let_in_as_far_as_it_goes, api_tokens),
		ONCE(a_use_is_noted_once_a_minute),
	};

	return suite_of("db_api_token", tests, COUNT(tests));
}
