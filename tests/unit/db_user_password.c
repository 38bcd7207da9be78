/* db_user_password.c: a change of password ends sessions, or is late. */
#include "db/user.h"

#include "unit/fixture.h"

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
}

static enum error
change(const struct caller *caller, const char *old, const char *new)
{
	return db_user_change_password(
		db, caller, base_text_of(old), base_text_of(new), NOW);
}

START_TEST(a_change_of_password_ends_every_other_session)
{
	struct caller other;

	set_up();
	other = holder_log_in(db, &holder);
	assert_error(change(&holder.caller, holder.hash, "new"), OK);
	assert_error(holder_call(db, &holder.caller), OK);
	assert_error(holder_call(db, &other), AUTH_004);
	assert_error(holder_check(db, &holder, other.session_jti), AUTH_004);
	/* Its own refresh token is revoked as well: all are. */
	assert_error(
		holder_check(db, &holder, holder.caller.session_jti), AUTH_004);
	ck_assert_str_eq(
		sql("SELECT count(*) FROM refresh_tokens WHERE"
		    " user_id = '%s' AND revoked_at = '2026-01-12T20:30:00Z'",
			holder.name),
		"2");
	ck_assert_str_eq(
		sql("SELECT string_agg(concat_ws(' ', token_type, reason,"
		    " token_jti = '%s', expires_at AT TIME ZONE 'UTC'), ', ')"
		    " FROM token_blacklist WHERE user_id = '%s'",
			other.session_jti, holder.name),
		"refresh password_change t 2026-01-20 20:30:00");
	fixture_close();
}
END_TEST

START_TEST(a_change_of_password_leaves_other_users_alone)
{
	char before[64], after[64];
	struct holder other;

	set_up();
	other = holder_new(db);
	holder_rows(&other, before);
	assert_error(change(&holder.caller, holder.hash, "new"), OK);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	ck_assert_str_eq(sql("SELECT password_hash FROM users WHERE id = '%s'",
				 holder.name),
		"new");
	fixture_close();
}
END_TEST

START_TEST(the_slower_of_two_changes_finds_another_password)
{
	char before[64], after[64];

	set_up();
	assert_error(change(&holder.caller, holder.hash, "first"), OK);
	holder_rows(&holder, before);
	assert_error(
		change(&holder.caller, holder.hash, "second"), VALIDATION_007);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	assert_error(holder_begin(db, &holder, holder.hash, NULL), AUTH_001);
	assert_error(holder_begin(db, &holder, "first", NULL), OK);
	fixture_close();
}
END_TEST

START_TEST(a_faster_change_in_another_session_says_so_too)
{
	struct caller other;

	set_up();
	other = holder_log_in(db, &holder);
	assert_error(change(&other, holder.hash, "first"), OK);
	assert_error(
		change(&holder.caller, holder.hash, "second"), VALIDATION_007);
	assert_error(change(&holder.caller, "first", "second"), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(sessions_that_ran_out_need_no_blacklist)
{
	set_up();
	holder_log_in(db, &holder);
	sql("UPDATE refresh_tokens SET expires_at = '2026-01-11T20:30:00Z'"
	    " WHERE user_id = '%s'",
		holder.name);
	assert_error(change(&holder.caller, holder.hash, "new"), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM token_blacklist"
			     " WHERE user_id = '%s'",
				 holder.name),
		"0");
	fixture_close();
}
END_TEST

static enum error
change_slowly(void)
{
	return change(&holder.caller, holder.hash, "second");
}

static enum error
log_in_slowly(void)
{
	return holder_begin(db, &holder, holder.hash, NULL);
}

START_TEST(a_race_with_a_change_of_password_is_lost)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET password_hash = 'first' WHERE id = '%s'",
		holder.name);
	pid = fixture_start(_i == 0 ? change_slowly : log_in_slowly);
	sql("COMMIT");
	assert_error(fixture_finish(pid), _i == 0 ? VALIDATION_007 : AUTH_001);
	ck_assert_str_eq(sql("SELECT password_hash FROM users WHERE id = '%s'",
				 holder.name),
		"first");
	ck_assert_str_eq(sql("SELECT count(*) FROM refresh_tokens"
			     " WHERE user_id = '%s' AND revoked_at IS NULL",
				 holder.name),
		"1");
	fixture_close();
}
END_TEST

START_TEST(a_new_password_ends_every_session)
{
	char before[64], after[64];
	struct holder other;
	int64_t count;

	set_up();
	other = holder_new(db);
	holder_log_in(db, &holder);
	holder_rows(&other, before);
	assert_error(db_user_set_password(db, &holder.id,
			     base_text_of("another hash"), NOW + 1, &count),
		OK);
	ck_assert_int_eq(count, 2);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(
		holder_check(db, &holder, holder.caller.session_jti), AUTH_004);
	assert_error(holder_begin(db, &holder, holder.hash, NULL), AUTH_001);
	assert_error(holder_begin(db, &holder, "another hash", NULL), OK);
	ck_assert_str_eq(
		sql("SELECT concat_ws(' ', updated_at > created_at,"
		    " (SELECT string_agg(DISTINCT reason, ',') FROM token_blacklist b"
		    "  WHERE b.user_id = u.id),"
		    " (SELECT count(revoked_at) FROM refresh_tokens r"
		    "  WHERE r.user_id = u.id)) FROM users u WHERE id = '%s'",
			holder.name),
		"t admin_revoke 2");
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(no_check_of_a_caller_fails_where_none_is_made)
{
	int64_t count;

	set_up();
	assert_error(db_user_set_password(
			     db, &holder.id, base_text_of("\xff"), NOW, &count),
		SERVER_002);
	assert_error(holder_call(db, &holder.caller), OK);
	fixture_close();
}
END_TEST

Suite *
db_user_password_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_change_of_password_ends_every_other_session),
		ONCE(a_change_of_password_leaves_other_users_alone),
		ONCE(the_slower_of_two_changes_finds_another_password),
		ONCE(a_faster_change_in_another_session_says_so_too),
		ONCE(sessions_that_ran_out_need_no_blacklist),
		{a_race_with_a_change_of_password_is_lost, 2},
		ONCE(a_new_password_ends_every_session),
		ONCE(no_check_of_a_caller_fails_where_none_is_made),
	};

	return suite_of("db_user_password", tests, COUNT(tests));
}
