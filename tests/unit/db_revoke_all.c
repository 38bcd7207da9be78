/* db_revoke_all.c: admins end the sessions of others, whatever comes between. */
#include "db/caller.h"
#include "db/revoke.h"
#include "db/user.h"

#include "unit/fixture.h"

#define BLACKLIST                                                              \
	"INSERT INTO token_blacklist VALUES (gen_random_uuid(),"               \
	" '%s', '%s', 'access', now(), 'logout', now())"

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
	sql(BLACKLIST, admin.name, admin.caller.jti);
	sql("COMMIT");
	assert_error(fixture_finish(pid), AUTH_004);
	assert_error(holder_call(db, &target.caller), OK);
	assert_error(holder_check(db, &target, target.caller.session_jti), OK);
	fixture_close();
}
END_TEST

static enum error
disable_slowly(void)
{
	struct user user;

	return db_user_set_active(
		db, &admin.caller, &target.id, false, NOW, &user);
}

/* What a user has beside a session. */
static void
add_api_token(void)
{
	sql("INSERT INTO api_tokens (id, user_id, name, token_hash, access,"
	    " created_at) VALUES (gen_random_uuid(), '%s', 'a',"
	    " sha256('%s'), 'read', now())",
		target.name, target.name);
}

/* How many living sessions and API tokens they have. */
static const char *
rest(void)
{
	return sql("SELECT count(*) || ' ' || (SELECT count(*)"
		   " FROM api_tokens WHERE user_id = '%s')"
		   " FROM refresh_tokens r WHERE user_id = '%s'"
		   " AND (revoked_at IS NULL OR NOT EXISTS (SELECT 1"
		   "  FROM token_blacklist b WHERE b.id = r.id))",
		target.name, target.name);
}

/* The first name the admin's id and the token's jti. */
/* clang-format off */
static const char *const ends[] = {
	BLACKLIST,
	"UPDATE users SET is_active = false WHERE id = '%s' AND '%s' <> ''",
	"UPDATE users SET is_admin = false WHERE id = '%s' AND '%s' <> ''",
	"DELETE FROM users WHERE id = '%s' AND '%s' <> ''",
};
/* clang-format on */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* Runs a call that waits for a row of this table, while the admin's token ends. */
static enum error
refuse_while(enum error (*call)(void), const char *table, const char *key,
	const char *end)
{
	pid_t pid;

	sql("BEGIN");
	sql("SELECT 1 FROM %s WHERE %s = '%s' FOR UPDATE", table, key,
		target.name);
	pid = fixture_start(call);
	sql(end, admin.name, admin.caller.jti);
	sql("COMMIT");
	return fixture_finish(pid);
}

START_TEST(who_is_disabled_has_nothing_left_though_the_admin_is_none_by_then)
{
	struct user user;

	set_up();
	add_api_token();
	assert_error(refuse_while(disable_slowly, "users", "id", ends[_i]), OK);
	ck_assert_str_eq(rest(), "0 0");
	assert_error(
		db_user_set_active(db, NULL, &target.id, true, NOW, &user), OK);
	assert_error(holder_call(db, &target.caller), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(what_an_admin_has_begun_to_end_ends_whole)
{
	set_up();
	add_api_token();
	assert_error(refuse_while(_i == 0 ? revoke_slowly : disable_slowly,
			     "refresh_tokens", "user_id", ends[0]),
		OK);
	ck_assert_str_eq(rest(), "0 0");
	fixture_close();
}
END_TEST

#pragma GCC diagnostic pop

START_TEST(who_is_disabled_already_keeps_nothing)
{
	set_up();
	add_api_token();
	sql("UPDATE users SET is_active = false WHERE id = '%s'", target.name);
	/* But by an admin only. */
	assert_error(disable_slowly(), OK);
	ck_assert_str_eq(rest(), "0 0");
	add_api_token();
	sql(BLACKLIST, admin.name, admin.caller.jti);
	assert_error(disable_slowly(), AUTH_004);
	ck_assert_str_eq(rest(), "0 1");
	/* The next statement is no part of it. */
	ck_assert_int_eq(PQtransactionStatus(db->conn), PQTRANS_IDLE);
	assert_error(holder_find(db, &admin), OK);
	fixture_close();
}
END_TEST

/* What is not told to have been done is not half done. */
START_TEST(a_disable_whose_end_fails_does_nothing)
{
	struct user user;

	set_up();
	sql("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
	    " $$ BEGIN RAISE 'no'; END $$");
	sql("CREATE TRIGGER fail BEFORE INSERT ON token_blacklist"
	    " FOR EACH ROW EXECUTE FUNCTION fail()");
	assert_error(disable_slowly(), SERVER_002);
	assert_error(revoke_slowly(), SERVER_002);
	sql("DROP FUNCTION fail CASCADE");
	assert_error(holder_call(db, &target.caller), OK);
	assert_error(db_user_find(db, NULL, &target.id, &user), OK);
	ck_assert(user.is_active);
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
		EACH(who_is_disabled_has_nothing_left_though_the_admin_is_none_by_then,
			ends),
		{what_an_admin_has_begun_to_end_ends_whole, 2},
		ONCE(who_is_disabled_already_keeps_nothing),
		ONCE(a_disable_whose_end_fails_does_nothing),
	};

	return suite_of("db_revoke_all", tests, COUNT(tests));
}
