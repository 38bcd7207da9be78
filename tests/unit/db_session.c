/* db_session.c: sessions begin, go on and end, one by one or all at once. */
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

START_TEST(a_session_begins_with_its_row_and_the_login_noted)
{
	static const char *const addresses[] = {"192.0.2.7", NULL};

	set_up();
	assert_error(holder_begin(db, &holder, holder.hash, addresses[_i]), OK);
	ck_assert_str_eq(sql("SELECT ip_address FROM refresh_tokens"
		" WHERE user_id = '%s' AND revoked_at IS NULL"
		" AND issued_at = '2026-01-12T20:30:01Z'"
		" AND expires_at = '2026-01-13T20:30:00Z'", holder.name),
		addresses[_i] ? addresses[_i] : "null");
	ck_assert_str_eq(sql("SELECT last_login_at = '2026-01-12T20:30:01Z'"
		" FROM users WHERE id = '%s'", holder.name), "t");
	fixture_close();
}
END_TEST

START_TEST(no_session_begins_with_another_hash_or_a_disabled_user)
{
	char before[64], after[64];

	set_up();
	if (_i == 1)
		sql("UPDATE users SET is_active = false WHERE id = '%s'",
			holder.name);
	if (_i == 2)
		sql("DELETE FROM users WHERE id = '%s'", holder.name);
	holder_rows(&holder, before);
	assert_error(holder_begin(db, &holder, _i == 0 ? "an older hash" : holder.hash, NULL),
		AUTH_001);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

/* What may happen to a session, with the holder's id and the session's jti. */
static const struct {
	const char *what;
	enum error error;
} events[] = {
	{"SELECT '%s' || '%s'", OK},
	{"UPDATE users SET is_active = false WHERE id = '%s' AND '%s' <> ''",
	 AUTH_007},
	{"DELETE FROM users WHERE id = '%s' AND '%s' <> ''", AUTH_007},
	{"DELETE FROM refresh_tokens WHERE user_id = '%s' AND token_jti = '%s'",
	 AUTH_004},
	{"UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = '%s'"
	 " AND token_jti = '%s'", AUTH_004},
	{"INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	 " 'refresh', now(), 'admin_revoke', now())", AUTH_004},
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

START_TEST(a_session_goes_on_until_something_happens_to_it)
{
	set_up();
	sql(events[_i].what, holder.name, holder.caller.session_jti);
	assert_error(holder_check(db, &holder, holder.caller.session_jti),
		events[_i].error);
	fixture_close();
}
END_TEST

#pragma GCC diagnostic pop

START_TEST(nobody_goes_on_with_anothers_session)
{
	struct holder other;

	set_up();
	other = holder_new(db);
	assert_error(holder_check(db, &holder, other.caller.session_jti), AUTH_004);
	assert_error(holder_check(db, &holder, "unknown"), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(logout_ends_the_token_and_its_session)
{
	struct caller same, other;

	set_up();
	same = holder.caller;
	memcpy(same.jti, "an older token of it", 21);
	other = holder_log_in(db, &holder);
	assert_error(db_session_end(db, &holder.caller, NULL, NOW, UNTIL), OK);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_call(db, &same), AUTH_004);
	assert_error(holder_check(db, &holder, holder.caller.session_jti), AUTH_004);
	assert_error(holder_call(db, &other), OK);
	assert_error(holder_check(db, &holder, other.session_jti), OK);
	ck_assert_str_eq(sessions(), "1");
	/* What is over stays over. */
	assert_error(db_session_end(db, &holder.caller, NULL, NOW, UNTIL),
		AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(logout_notes_both_tokens_until_they_run_out)
{
	set_up();
	assert_error(db_session_end(db, &holder.caller, NULL, NOW, UNTIL), OK);
	ck_assert_str_eq(sql("SELECT string_agg(concat_ws(' ', token_type, reason,"
		" revoked_at = '2026-01-12T20:30:00Z',"
		" expires_at AT TIME ZONE 'UTC',"
		" token_jti IN ('%s', '%s')), ', ' ORDER BY token_type)"
		" FROM token_blacklist WHERE user_id = '%s'", holder.caller.jti,
		holder.caller.session_jti, holder.name),
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
	assert_error(db_session_end(db, &holder.caller, named.session_jti, NOW, UNTIL),
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
	assert_error(db_session_end(db, &holder.caller, holder.caller.session_jti, NOW,
		UNTIL), OK);
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
	assert_error(db_session_end(db, &holder.caller, victim.caller.session_jti, NOW,
		UNTIL), OK);
	holder_rows(&victim, after);
	ck_assert_str_eq(before, after);
	assert_error(holder_call(db, &victim.caller), OK);
	fixture_close();
}
END_TEST

START_TEST(without_the_database_no_session_begins_or_goes_on)
{
	set_up();
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	assert_error(holder_begin(db, &holder, holder.hash, NULL), SERVER_001);
	assert_error(holder_check(db, &holder, holder.caller.session_jti), SERVER_001);
	fixture_close();
}
END_TEST

Suite *
db_session_suite(void)
{
	const struct suite_test tests[] = {
		{a_session_begins_with_its_row_and_the_login_noted, 2},
		{no_session_begins_with_another_hash_or_a_disabled_user, 3},
		EACH(a_session_goes_on_until_something_happens_to_it, events),
		ONCE(nobody_goes_on_with_anothers_session),
		ONCE(logout_ends_the_token_and_its_session),
		ONCE(logout_notes_both_tokens_until_they_run_out),
		ONCE(logout_ends_the_other_session_that_it_names),
		ONCE(logout_may_name_its_own_session),
		ONCE(logout_leaves_other_users_sessions_alone),
		ONCE(without_the_database_no_session_begins_or_goes_on),
	};

	return suite_of("db_session", tests, COUNT(tests));
}
