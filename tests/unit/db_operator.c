/* db_operator.c: what operators do at the shell, and what it ends. */
#include "db/operator.h"

#include "unit/fixture.h"

#include <string.h>

static struct db *db;
static struct holder holder, other;
static struct id nobody;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
	other = holder_new(db);
	nobody = base_id_new();
}

START_TEST(an_account_is_found_by_its_whole_email)
{
	struct user user;

	set_up();
	holder.email[0] = 'p'; /* typed as P-… */
	assert_error(db_operator_find(db, base_text_of(holder.email), &user),
		OK);
	ck_assert(base_id_equal(&user.id, &holder.id));
	assert_error(db_operator_find(db, base_text_of(holder.email + 1),
		&user), RESOURCE_002);
	fixture_close();
}
END_TEST

START_TEST(a_deleted_user_leaves_nothing)
{
	char before[64], after[64];

	set_up();
	sql("INSERT INTO todos VALUES (gen_random_uuid(), '%s', 't', NULL, false,"
	    " now(), NULL, now())", holder.name);
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'logout', now())", holder.name, holder.name);
	holder_rows(&other, before);
	assert_error(db_operator_delete(db, &holder.id), OK);
	holder_rows(&holder, after);
	ck_assert_str_eq(after, "null");
	assert_error(holder_call(db, &holder.caller), AUTH_007);
	assert_error(db_operator_delete(db, &holder.id), RESOURCE_002);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(a_new_password_ends_every_session)
{
	char before[64], after[64];
	int64_t count;

	set_up();
	holder_log_in(db, &holder);
	holder_rows(&other, before);
	assert_error(db_operator_set_password(db, &holder.id,
		base_text_of("another hash"), NOW + 1, &count), OK);
	ck_assert_int_eq(count, 2);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_check(db, &holder, holder.caller.session_jti), AUTH_004);
	assert_error(holder_begin(db, &holder, holder.hash, NULL), AUTH_001);
	assert_error(holder_begin(db, &holder, "another hash", NULL), OK);
	ck_assert_str_eq(sql("SELECT concat_ws(' ', updated_at > created_at,"
		" (SELECT string_agg(DISTINCT reason, ',') FROM token_blacklist b"
		"  WHERE b.user_id = u.id),"
		" (SELECT count(revoked_at) FROM refresh_tokens r"
		"  WHERE r.user_id = u.id)) FROM users u WHERE id = '%s'",
		holder.name), "t admin_revoke 2");
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(who_is_not_there_gets_no_password_and_has_no_sessions)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {.room = SESSION_PAGE_MAX,
		.items = items};
	int64_t count;

	set_up();
	assert_error(db_operator_set_password(db, &nobody, base_text_of("h"),
		NOW, &count), RESOURCE_002);
	assert_error(db_operator_sessions(db, &nobody, NOW, &page),
		RESOURCE_002);
	assert_error(db_operator_end_session(db, &nobody, NOW), RESOURCE_003);
	fixture_close();
}
END_TEST

START_TEST(one_session_ends_and_the_list_knows)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {.room = SESSION_PAGE_MAX,
		.items = items};
	struct caller second;

	set_up();
	second = holder_log_in(db, &holder);
	assert_error(db_operator_sessions(db, &holder.id, NOW, &page), OK);
	ck_assert_uint_eq(page.count, 2);
	ck_assert_int_eq(page.total, 2);
	ck_assert(base_id_equal(&page.items[0].user_id, &holder.id));
	/* The ids are random: which of the two comes first is not known. */
	if (strcmp(page.items[0].jti, second.session_jti) != 0)
		page.items[0] = page.items[1];
	assert_error(db_operator_end_session(db, &page.items[0].id, NOW), OK);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &holder, second.session_jti), AUTH_004);
	assert_error(holder_call(db, &holder.caller), OK);
	ck_assert_str_eq(sql("SELECT concat_ws(' ', b.reason, b.token_type,"
		" b.expires_at = r.expires_at + interval '1 day',"
		" r.revoked_at IS NOT NULL) FROM refresh_tokens r"
		" JOIN token_blacklist b USING (token_jti)"
		" WHERE r.user_id = '%s'", holder.name), "admin_revoke refresh t t");
	assert_error(db_operator_end_session(db, &page.items[0].id, NOW),
		RESOURCE_003);
	assert_error(db_operator_sessions(db, &holder.id, NOW, &page), OK);
	ck_assert_uint_eq(page.count, 1);
	fixture_close();
}
END_TEST

START_TEST(a_session_that_ran_out_a_day_ago_cannot_end)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {.room = SESSION_PAGE_MAX,
		.items = items};

	set_up();
	assert_error(db_operator_sessions(db, &holder.id, NOW, &page), OK);
	assert_error(db_operator_end_session(db, &page.items[0].id,
		NOW + 8 * TIME_DAY), RESOURCE_003);
	assert_error(db_operator_end_session(db, &page.items[0].id,
		NOW + 8 * TIME_DAY - 1), OK);
	fixture_close();
}
END_TEST

START_TEST(without_the_database_every_call_says_so)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {.room = SESSION_PAGE_MAX,
		.items = items};
	struct user user;
	int64_t count;

	set_up();
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	assert_error(db_operator_find(db, base_text_of("a"), &user), SERVER_001);
	assert_error(db_operator_delete(db, &holder.id), SERVER_001);
	assert_error(db_operator_set_password(db, &holder.id, base_text_of("h"),
		NOW, &count), SERVER_001);
	assert_error(db_operator_sessions(db, &holder.id, NOW, &page), SERVER_001);
	assert_error(db_operator_end_session(db, &nobody, NOW), SERVER_001);
	fixture_close();
}
END_TEST

START_TEST(no_check_of_a_caller_fails_where_none_is_made)
{
	int64_t count;

	set_up();
	assert_error(db_operator_set_password(db, &holder.id,
		base_text_of("\xff"), NOW, &count), SERVER_002);
	assert_error(holder_call(db, &holder.caller), OK);
	fixture_close();
}
END_TEST

Suite *
db_operator_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_account_is_found_by_its_whole_email),
		ONCE(a_deleted_user_leaves_nothing),
		ONCE(a_new_password_ends_every_session),
		ONCE(who_is_not_there_gets_no_password_and_has_no_sessions),
		ONCE(one_session_ends_and_the_list_knows),
		ONCE(a_session_that_ran_out_a_day_ago_cannot_end),
		ONCE(without_the_database_every_call_says_so),
		ONCE(no_check_of_a_caller_fails_where_none_is_made),
	};

	return suite_of("db_operator", tests, COUNT(tests));
}
