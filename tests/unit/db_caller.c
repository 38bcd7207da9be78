/* db_caller.c: a refused caller learns why, and changes nothing. */
#include "db/caller.h"

#include "db/revoke.h"
#include "db/session.h"
#include "db/todo.h"
#include "db/todo_list.h"
#include "db/user.h"
#include "unit/fixture.h"

static struct db *db;
static struct holder holder;
static struct id todo_id, session_id;

static enum error
insert(void)
{
	struct todo_change change = {.title = base_text_of("t")};
	struct todo todo;

	return holder_insert(db, &holder, &change, &todo);
}

static enum error
find(void)
{
	struct todo todo;

	return db_todo_find(db, &holder.caller, &todo_id, &todo);
}

static enum error
list_by(const struct todo_query *query)
{
	static struct todo_page page;

	return db_todo_list_read(db, &holder.caller, query, &page);
}

static enum error
list(void)
{
	return list_by(&(struct todo_query){.limit = 20});
}

static enum error
list_uncounted(void)
{
	return list_by(&(struct todo_query){.limit = 20, .no_total = true});
}

static enum error
list_far_down(void)
{
	return list_by(&(struct todo_query){.limit = 20, .skip = 9});
}

static enum error
list_after(void)
{
	return list_by(&(struct todo_query){.limit = 20, .has_cursor = true});
}

static enum error
update(void)
{
	struct todo_change change = {
		.has_title = GIVEN, .title = base_text_of("new")};
	struct todo todo;

	return db_todo_update(
		db, &holder.caller, &todo_id, &change, NULL, NOW, &todo);
}

static enum error delete (void) {
	return db_todo_delete(db, &holder.caller, &todo_id, NULL);
}

static enum error
show_account(void)
{
	struct login login;

	return db_user_of(db, &holder.caller, &login);
}

static enum error
log_out(void)
{
	return db_revoke_own(db, &holder.caller, NULL, NOW, NOW + TIME_DAY);
}

static enum error
change_password(void)
{
	return db_user_change_password(db, &holder.caller,
		base_text_of(holder.hash), base_text_of("new hash"), NOW);
}

static enum error
list_sessions(void)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {
		.room = SESSION_PAGE_MAX, .items = items};

	return db_session_list(db, &holder.caller, NOW, &page);
}

static enum error
end_session(void)
{
	return db_revoke_one(db, &holder.caller, &session_id, NOW);
}

static enum error
end_all_sessions(void)
{
	return db_revoke_own_all(db, &holder.caller, NOW, NOW + TIME_DAY);
}

static enum error
ask_for_caller(void)
{
	return db_caller_check(db, &holder.caller);
}

static enum error (*const calls[])(void) = {insert, find, list, list_uncounted,
	list_far_down, list_after, update, delete, show_account, log_out,
	change_password, list_sessions, end_session, end_all_sessions,
	ask_for_caller};

static void
set_up(void)
{
	struct todo_change change = {.title = base_text_of("t")};
	struct todo todo;

	db = fixture_open();
	holder = holder_new(db);
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
	todo_id = todo.id;
	base_id_parse(base_text_of(sql("SELECT id FROM refresh_tokens"
				       " WHERE user_id = '%s'",
			      holder.name)),
		&session_id);
	db_conn_release(db);
}

static void
blacklist(const char *jti)
{
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'admin_revoke', now())",
		holder.name, jti);
}

static void
blacklist_token(void)
{
	blacklist(holder.caller.jti);
}

static void
blacklist_session(void)
{
	blacklist(holder.caller.session_jti);
}

static void
disable(void)
{
	sql("UPDATE users SET is_active = false WHERE id = '%s'", holder.name);
}

static void
disable_and_blacklist(void)
{
	disable();
	blacklist_token();
}

static void
delete_user(void)
{
	sql("DELETE FROM users WHERE id = '%s'", holder.name);
}

/* clang-format off */
static const struct {
	void (*happen)(void);
	enum error error;
} refusals[] = {
	{blacklist_token, AUTH_004},
	{blacklist_session, AUTH_004},
	{disable, AUTH_007},
	{disable_and_blacklist, AUTH_004},
	{delete_user, AUTH_007},
};
/* clang-format on */

START_TEST(a_refused_caller_changes_nothing)
{
	char before[64], after[64];
	size_t i;

	set_up();
	refusals[_i].happen();
	holder_rows(&holder, before);
	for (i = 0; i < COUNT(calls); i++) {
		assert_error(calls[i](), refusals[_i].error);
		db_conn_release(db);
	}
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(a_good_caller_is_let_in_everywhere)
{
	set_up();
	assert_error(calls[_i](), OK);
	fixture_close();
}
END_TEST

START_TEST(another_users_blacklist_is_not_ours)
{
	struct holder other;

	set_up();
	other = holder_new(db);
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'logout', now())",
		other.name, holder.caller.jti);
	assert_error(find(), OK);
	fixture_close();
}
END_TEST

START_TEST(another_token_of_the_user_stays_good)
{
	set_up();
	blacklist(holder.name);
	assert_error(find(), OK);
	fixture_close();
}
END_TEST

START_TEST(a_token_revoked_in_between_counts_as_revoked)
{
	set_up();
	/* Nothing speaks against the caller, and yet the statement did nothing. */
	assert_error(db_refusal(db, &holder.caller), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(without_the_database_every_call_says_so)
{
	set_up();
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	assert_error(calls[_i](), SERVER_001);
	assert_error(db_refusal(db, &holder.caller), SERVER_001);
	fixture_close();
}
END_TEST

Suite *
db_caller_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_refused_caller_changes_nothing, refusals),
		EACH(a_good_caller_is_let_in_everywhere, calls),
		ONCE(another_users_blacklist_is_not_ours),
		ONCE(another_token_of_the_user_stays_good),
		ONCE(a_token_revoked_in_between_counts_as_revoked),
		EACH(without_the_database_every_call_says_so, calls),
	};

	return suite_of("db_caller", tests, COUNT(tests));
}
