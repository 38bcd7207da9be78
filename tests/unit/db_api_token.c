/* db_api_token.c: API tokens let their users in, and are noted when used. */
#include "db/api_token.h"

#include "db/todo.h"
#include "db/todo_list.h"
#include "db/user.h"
#include "unit/fixture.h"

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
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
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
	return db_todo_delete(db, &holder.caller, &todo_id, NULL);
}

static enum error (*const calls[])(void) = {find, list, show, insert, delete};

#define SECRET "a secret"

/* The holder comes by an API token of this access. */
static void
take_api_token(const char *access)
{
	sql("INSERT INTO api_tokens (id, user_id, name, token_hash, access,"
	    " created_at) VALUES (gen_random_uuid(), '%s', 'a',"
	    " sha256('" SECRET "'), '%s', '2026-01-12T20:30:00Z')",
		holder.name, access);
	holder.caller = (struct caller){.user_id = holder.caller.user_id,
		.api_token = base_text_of(SECRET)};
}

/* clang-format off */
static const struct {
	const char *access, *happens;
	enum error error;
} api_tokens[] = {
	{"read", NULL, OK},
	{"full", NULL, OK},
	{"full", "DELETE FROM api_tokens WHERE user_id =", AUTH_004},
	{"full", "UPDATE api_tokens SET token_hash = sha256('another') WHERE user_id =", AUTH_004},
	{"full", "UPDATE api_tokens SET expires_at = created_at WHERE user_id =", AUTH_002},
	{"full", "UPDATE api_tokens SET expires_at = created_at + interval '1 s'"
	 " WHERE user_id =", OK},
	{"full", "UPDATE users SET is_active = false WHERE id =", AUTH_007},
	{"full", "DELETE FROM users WHERE id =", AUTH_004},
};
/* clang-format on */

START_TEST(an_api_token_is_let_in_as_long_as_it_is_good)
{
	enum error wanted = api_tokens[_i].error;
	bool is_full = false;
	size_t i;

	set_up();
	take_api_token(api_tokens[_i].access);
	if (api_tokens[_i].happens)
		sql("%s '%s'", api_tokens[_i].happens, holder.name);
	assert_error(
		db_api_token_find(db, &holder.caller, NOW, &is_full), wanted);
	ck_assert_int_eq(is_full,
		wanted == OK && strcmp(api_tokens[_i].access, "full") == 0);
	for (i = 0; i < COUNT(calls) && wanted == OK; i++) {
		assert_error(calls[i](), OK);
		db_conn_release(db);
	}
	fixture_close();
}
END_TEST

START_TEST(whose_user_is_disabled_meanwhile_is_refused)
{
	bool is_full;
	size_t i;

	set_up();
	take_api_token("full");
	assert_error(db_api_token_find(db, &holder.caller, NOW, &is_full), OK);
	sql("UPDATE users SET is_active = false WHERE id = '%s'", holder.name);
	for (i = 0; i < COUNT(calls); i++) {
		assert_error(calls[i](), AUTH_007);
		db_conn_release(db);
	}
	fixture_close();
}
END_TEST

START_TEST(what_is_no_secret_of_the_user_is_refused)
{
	struct holder other;
	bool is_full;

	set_up();
	take_api_token("full");
	other = holder_new(db);
	other.caller.api_token = holder.caller.api_token;
	assert_error(
		db_api_token_find(db, &other.caller, NOW, &is_full), AUTH_004);
	holder.caller.api_token.len--;
	assert_error(
		db_api_token_find(db, &holder.caller, NOW, &is_full), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(a_use_is_noted_once_a_minute)
{
	bool is_full;

	set_up();
	take_api_token("read");
	assert_error(db_api_token_find(db, &holder.caller, NOW, &is_full), OK);
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
		EACH(an_api_token_is_let_in_as_long_as_it_is_good, api_tokens),
		ONCE(whose_user_is_disabled_meanwhile_is_refused),
		ONCE(what_is_no_secret_of_the_user_is_refused),
		ONCE(a_use_is_noted_once_a_minute),
	};

	return suite_of("db_api_token", tests, COUNT(tests));
}
