/* db_revoke.c: sessions end, one by one or all at once, and no others do. */
#include "db/revoke.h"
#include "db/session.h"

#include "unit/fixture.h"

#include <string.h>

#define UNTIL (NOW + 8 * TIME_DAY)

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
}

/* How many sessions of the holder have rows. */
static const char *
sessions(void)
{
	return sql("SELECT count(*) FROM refresh_tokens WHERE user_id = '%s'",
		holder.name);
}

START_TEST(logout_ends_the_token_and_its_session)
{
	struct caller same, other;

	set_up();
	same = holder.caller;
	memcpy(same.jti, "an older token of it", 21);
	other = holder_log_in(db, &holder);
	assert_error(db_revoke_own(db, &holder.caller, NULL, NOW, UNTIL), OK);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_call(db, &same), AUTH_004);
	assert_error(
		holder_check(db, &holder, holder.caller.session_jti), AUTH_004);
	assert_error(holder_call(db, &other), OK);
	assert_error(holder_check(db, &holder, other.session_jti), OK);
	ck_assert_str_eq(sessions(), "1");
	/* What is over stays over. */
	assert_error(
		db_revoke_own(db, &holder.caller, NULL, NOW, UNTIL), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(logout_notes_both_tokens_until_they_run_out)
{
	set_up();
	assert_error(db_revoke_own(db, &holder.caller, NULL, NOW, UNTIL), OK);
	ck_assert_str_eq(
		sql("SELECT string_agg(concat_ws(' ', token_type, reason,"
		    " revoked_at = '2026-01-12T20:30:00Z',"
		    " expires_at AT TIME ZONE 'UTC',"
		    " token_jti IN ('%s', '%s')), ', ' ORDER BY token_type)"
		    " FROM token_blacklist WHERE user_id = '%s'",
			holder.caller.jti, holder.caller.session_jti,
			holder.name),
		"access logout t 2026-01-12 21:30:00 t, "
		"refresh logout t 2026-01-20 20:30:00 t");
	fixture_close();
}
END_TEST

START_TEST(logout_ends_the_other_session_that_it_names)
{
	struct caller named, third;

	set_up();
	named = holder_log_in(db, &holder);
	third = holder_log_in(db, &holder);
	assert_error(db_revoke_own(
			     db, &holder.caller, named.session_jti, NOW, UNTIL),
		OK);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_call(db, &named), AUTH_004);
	assert_error(holder_check(db, &holder, named.session_jti), AUTH_004);
	assert_error(holder_call(db, &third), OK);
	ck_assert_str_eq(sessions(), "1");
	fixture_close();
}
END_TEST

START_TEST(logout_may_name_its_own_session)
{
	set_up();
	assert_error(db_revoke_own(db, &holder.caller,
			     holder.caller.session_jti, NOW, UNTIL),
		OK);
	ck_assert_str_eq(sessions(), "0");
	fixture_close();
}
END_TEST

START_TEST(logout_leaves_other_users_sessions_alone)
{
	char before[64], after[64];
	struct holder victim;

	set_up();
	victim = holder_new(db);
	holder_rows(&victim, before);
	assert_error(db_revoke_own(db, &holder.caller,
			     victim.caller.session_jti, NOW, UNTIL),
		OK);
	holder_rows(&victim, after);
	ck_assert_str_eq(before, after);
	assert_error(holder_call(db, &victim.caller), OK);
	fixture_close();
}
END_TEST

START_TEST(one_session_ends_with_its_tokens_and_no_other_does)
{
	struct caller second, third;
	struct id id;

	set_up();
	second = holder_log_in(db, &holder);
	third = holder_log_in(db, &holder);
	id = caller_session(&second);
	assert_error(db_revoke_one(db, &holder.caller, &id, NOW), OK);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &holder, second.session_jti), AUTH_004);
	assert_error(holder_call(db, &third), OK);
	assert_error(holder_call(db, &holder.caller), OK);
	assert_error(holder_check(db, &holder, third.session_jti), OK);
	ck_assert_str_eq(
		sql("SELECT concat_ws(' ', token_type, reason, token_jti ="
		    " '%s', expires_at AT TIME ZONE 'UTC', (SELECT count(*)"
		    " FROM refresh_tokens r WHERE r.user_id = b.user_id))"
		    " FROM token_blacklist b WHERE user_id = '%s'",
			second.session_jti, holder.name),
		"refresh logout t 2026-01-20 20:30:00 2");
	assert_error(db_revoke_one(db, &holder.caller, &id, NOW), RESOURCE_003);
	id = caller_session(&holder.caller);
	assert_error(db_revoke_one(db, &holder.caller, &id, NOW), OK);
	assert_error(db_revoke_one(db, &holder.caller, &id, NOW), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(all_sessions_end_at_once_with_this_one)
{
	struct caller same, second;

	set_up();
	same = holder.caller;
	memcpy(same.jti, "an older token of it", 21);
	second = holder_log_in(db, &holder);
	/* The row of its own session may be gone while its token still lives. */
	if (_i == 1)
		sql("DELETE FROM refresh_tokens WHERE token_jti = '%s'",
			holder.caller.session_jti);
	assert_error(db_revoke_own_all(db, &holder.caller, NOW, UNTIL), OK);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_call(db, &same), AUTH_004);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &holder, second.session_jti), AUTH_004);
	ck_assert_str_eq(
		sql("SELECT concat_ws(' ', count(*), min(reason),"
		    " max(reason), (SELECT count(*) FROM refresh_tokens r"
		    " WHERE r.user_id = '%s')) FROM token_blacklist"
		    " WHERE user_id = '%s'",
			holder.name, holder.name),
		"3 logout logout 0");
	assert_error(
		db_revoke_own_all(db, &holder.caller, NOW, UNTIL), AUTH_004);
	db_conn_release(db);
	second = holder_log_in(db, &holder);
	assert_error(holder_call(db, &second), OK);
	fixture_close();
}
END_TEST

static enum error
end_all_slowly(void)
{
	return db_revoke_own_all(db, &holder.caller, NOW, UNTIL);
}

START_TEST(a_login_that_came_first_ends_too)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET last_login_at = now() WHERE id = '%s'",
		holder.name);
	pid = fixture_start(end_all_slowly);
	sql("INSERT INTO refresh_tokens VALUES (gen_random_uuid(), '%s',"
	    " 'late %s', now(), '2099-01-01')",
		holder.name, holder.name);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM refresh_tokens"
			     " WHERE user_id = '%s'",
				 holder.name),
		"0");
	ck_assert_str_eq(sql("SELECT count(*) FROM token_blacklist"
			     " WHERE token_jti = 'late %s'",
				 holder.name),
		"1");
	fixture_close();
}
END_TEST

START_TEST(a_caller_refused_meanwhile_ends_nothing)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET last_login_at = now() WHERE id = '%s'",
		holder.name);
	pid = fixture_start(end_all_slowly);
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'logout', now())",
		holder.name, holder.caller.jti);
	sql("COMMIT");
	assert_error(fixture_finish(pid), AUTH_004);
	assert_error(holder_check(db, &holder, holder.caller.session_jti), OK);
	fixture_close();
}
END_TEST

START_TEST(one_session_ends_and_the_list_knows)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {
		.room = SESSION_PAGE_MAX, .items = items};
	struct caller second;

	set_up();
	second = holder_log_in(db, &holder);
	assert_error(db_session_list_of(db, &holder.id, NOW, &page), OK);
	ck_assert_uint_eq(page.count, 2);
	ck_assert_int_eq(page.total, 2);
	ck_assert(base_id_equal(&page.items[0].user_id, &holder.id));
	/* The ids are random: which of the two comes first is not known. */
	if (strcmp(page.items[0].jti, second.session_jti) != 0)
		page.items[0] = page.items[1];
	assert_error(db_revoke_one(db, NULL, &page.items[0].id, NOW), OK);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &holder, second.session_jti), AUTH_004);
	assert_error(holder_call(db, &holder.caller), OK);
	ck_assert_str_eq(sql("SELECT concat_ws(' ', b.reason, b.token_type,"
			     " b.expires_at = r.expires_at + interval '1 day',"
			     " r.revoked_at IS NOT NULL) FROM refresh_tokens r"
			     " JOIN token_blacklist b USING (token_jti)"
			     " WHERE r.user_id = '%s'",
				 holder.name),
		"admin_revoke refresh t t");
	assert_error(
		db_revoke_one(db, NULL, &page.items[0].id, NOW), RESOURCE_003);
	assert_error(db_session_list_of(db, &holder.id, NOW, &page), OK);
	ck_assert_uint_eq(page.count, 1);
	fixture_close();
}
END_TEST

START_TEST(a_session_that_ran_out_a_day_ago_cannot_end)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {
		.room = SESSION_PAGE_MAX, .items = items};

	set_up();
	assert_error(db_session_list_of(db, &holder.id, NOW, &page), OK);
	assert_error(
		db_revoke_one(db, NULL, &page.items[0].id, NOW + 8 * TIME_DAY),
		RESOURCE_003);
	assert_error(db_revoke_one(db, NULL, &page.items[0].id,
			     NOW + 8 * TIME_DAY - 1),
		OK);
	fixture_close();
}
END_TEST

Suite *
db_revoke_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(logout_ends_the_token_and_its_session),
		ONCE(logout_notes_both_tokens_until_they_run_out),
		ONCE(logout_ends_the_other_session_that_it_names),
		ONCE(logout_may_name_its_own_session),
		ONCE(logout_leaves_other_users_sessions_alone),
		ONCE(one_session_ends_with_its_tokens_and_no_other_does),
		{all_sessions_end_at_once_with_this_one, 2},
		ONCE(a_login_that_came_first_ends_too),
		ONCE(a_caller_refused_meanwhile_ends_nothing),
		ONCE(one_session_ends_and_the_list_knows),
		ONCE(a_session_that_ran_out_a_day_ago_cannot_end),
	};

	return suite_of("db_revoke", tests, COUNT(tests));
}
