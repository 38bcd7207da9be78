/* db_revoke_all.c: admins end the sessions of others, whatever comes between. */
#include "db/caller.h"
#include "db/revoke.h"

#include "unit/fixture.h"

static struct db *db;
static struct holder admin, target;

static void
set_up(void)
{
	db = fixture_open();
	admin = holder_new(db);
	target = holder_new(db);
	sql("UPDATE users SET is_admin = true WHERE id = '%s'", admin.name);
}

START_TEST(a_revocation_ends_every_session)
{
	struct caller second;
	int64_t count;

	set_up();
	second = holder_log_in(db, &target);
	assert_error(db_revoke_all(db, _i ? &admin.caller : NULL, &target.id,
			     NOW, &count),
		OK);
	ck_assert_int_eq(count, 2);
	assert_error(holder_call(db, &target.caller), AUTH_004);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &target, second.session_jti), AUTH_004);
	assert_error(holder_call(db, &admin.caller), OK);
	ck_assert_str_eq(
		sql("SELECT string_agg(DISTINCT concat_ws(' ',"
		    " token_type, reason, expires_at AT TIME ZONE 'UTC',"
		    " (SELECT string_agg(DISTINCT (revoked_at AT TIME ZONE 'UTC')::text, ',')"
		    "  FROM refresh_tokens r WHERE r.user_id = b.user_id)), '; ')"
		    " FROM token_blacklist b WHERE user_id = '%s'",
			target.name),
		"refresh admin_revoke 2026-01-20 20:30:00 2026-01-12 20:30:00");
	/* What has ended does not end again, and a new login is as ever. */
	assert_error(
		db_revoke_all(db, &admin.caller, &target.id, NOW, &count), OK);
	ck_assert_int_eq(count, 0);
	second = holder_log_in(db, &target);
	assert_error(holder_call(db, &second), OK);
	fixture_close();
}
END_TEST

START_TEST(an_admin_may_revoke_his_own_sessions)
{
	int64_t count;

	set_up();
	holder_log_in(db, &admin);
	assert_error(
		db_revoke_all(db, &admin.caller, &admin.id, NOW, &count), OK);
	ck_assert_int_eq(count, 2);
	ck_assert_str_eq(sql("SELECT count(revoked_at) FROM refresh_tokens"
			     " WHERE user_id = '%s'",
				 admin.name),
		"2");
	assert_error(db_caller_check_admin(db, &admin.caller), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(a_session_that_kept_only_its_access_token_ends_too)
{
	int64_t count;

	set_up();
	/* As a change of password leaves the session that it was made in. */
	sql("UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = '%s'",
		target.name);
	assert_error(db_revoke_all(db, NULL, &target.id, NOW, &count), OK);
	ck_assert_int_eq(count, 1);
	assert_error(holder_call(db, &target.caller), AUTH_004);
	fixture_close();
}
END_TEST

static enum error
revoke_slowly(void)
{
	int64_t count;

	return db_revoke_all(db, &admin.caller, &target.id, NOW, &count);
}

START_TEST(a_login_that_came_first_is_revoked_too)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET last_login_at = now() WHERE id = '%s'",
		target.name);
	pid = fixture_start(revoke_slowly);
	sql("INSERT INTO refresh_tokens VALUES (gen_random_uuid(), '%s',"
	    " 'late %s', now(), '2099-01-01')",
		target.name, target.name);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	ck_assert_str_eq(
		sql("SELECT count(*) FROM refresh_tokens r"
		    " JOIN token_blacklist b USING (token_jti)"
		    " WHERE r.user_id = '%s' AND r.revoked_at IS NOT NULL",
			target.name),
		"2");
	fixture_close();
}
END_TEST

START_TEST(an_admin_refused_meanwhile_revokes_nothing)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET last_login_at = now() WHERE id = '%s'",
		target.name);
	pid = fixture_start(revoke_slowly);
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'logout', now())",
		admin.name, admin.caller.jti);
	sql("COMMIT");
	assert_error(fixture_finish(pid), AUTH_004);
	assert_error(holder_call(db, &target.caller), OK);
	assert_error(holder_check(db, &target, target.caller.session_jti), OK);
	fixture_close();
}
END_TEST

Suite *
db_revoke_all_suite(void)
{
	const struct suite_test tests[] = {
		{a_revocation_ends_every_session, 2},
		ONCE(an_admin_may_revoke_his_own_sessions),
		ONCE(a_session_that_kept_only_its_access_token_ends_too),
		ONCE(a_login_that_came_first_is_revoked_too),
		ONCE(an_admin_refused_meanwhile_revokes_nothing),
	};

	return suite_of("db_revoke_all", tests, COUNT(tests));
}
