/* db_session.c: sessions begin and go on. */
#include "db/session.h"

#include "unit/fixture.h"

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
}

START_TEST(a_session_begins_with_its_row_and_the_login_noted)
{
	static const char *const addresses[] = {"192.0.2.7", NULL};

	set_up();
	assert_error(holder_begin(db, &holder, holder.hash, addresses[_i]), OK);
	ck_assert_str_eq(sql("SELECT ip_address FROM refresh_tokens"
			     " WHERE user_id = '%s' AND revoked_at IS NULL"
			     " AND issued_at = '2026-01-12T20:30:01Z'"
			     " AND expires_at = '2026-01-13T20:30:00Z'",
				 holder.name),
		addresses[_i] ? addresses[_i] : "null");
	ck_assert_str_eq(sql("SELECT last_login_at = '2026-01-12T20:30:01Z'"
			     " FROM users WHERE id = '%s'",
				 holder.name),
		"t");
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
	assert_error(holder_begin(db, &holder,
			     _i == 0 ? "an older hash" : holder.hash, NULL),
		AUTH_001);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

/* What may happen to a session, with the holder's id and the session's jti. */
/* clang-format off */
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
/* clang-format on */

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
	assert_error(
		holder_check(db, &holder, other.caller.session_jti), AUTH_004);
	assert_error(holder_check(db, &holder, "unknown"), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(without_the_database_no_session_begins_or_goes_on)
{
	set_up();
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	assert_error(holder_begin(db, &holder, holder.hash, NULL), SERVER_001);
	assert_error(holder_check(db, &holder, holder.caller.session_jti),
		SERVER_001);
	fixture_close();
}
END_TEST

Suite *
db_session_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_session_begins_with_its_row_and_the_login_noted, 2},
		{no_session_begins_with_another_hash_or_a_disabled_user, 3},
		EACH(a_session_goes_on_until_something_happens_to_it, events),
		ONCE(nobody_goes_on_with_anothers_session),
		ONCE(without_the_database_no_session_begins_or_goes_on),
	};
	/* clang-format on */

	return suite_of("db_session", tests, COUNT(tests));
}
