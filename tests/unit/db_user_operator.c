/* db_user_operator.c: what operators do at the shell, and what it ends. */
#include "db/revoke.h"
#include "db/session.h"
#include "db/user.h"

#include "unit/fixture.h"

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
	assert_error(
		db_user_find_email(db, base_text_of(holder.email), &user), OK);
	ck_assert(base_id_equal(&user.id, &holder.id));
	assert_error(
		db_user_find_email(db, base_text_of(holder.email + 1), &user),
		RESOURCE_002);
	fixture_close();
}
END_TEST

START_TEST(a_deleted_user_leaves_nothing)
{
	char before[64], after[64];

	set_up();
	sql("INSERT INTO todos VALUES (gen_random_uuid(), '%s', 't', NULL, false,"
	    " now(), NULL, now())",
		holder.name);
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'logout', now())",
		holder.name, holder.name);
	holder_rows(&other, before);
	assert_error(db_user_delete(db, &holder.id), OK);
	holder_rows(&holder, after);
	ck_assert_str_eq(after, "null");
	assert_error(holder_call(db, &holder.caller), AUTH_007);
	assert_error(db_user_delete(db, &holder.id), RESOURCE_002);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(who_is_not_there_gets_no_password_and_has_no_sessions)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {
		.room = SESSION_PAGE_MAX, .items = items};
	int64_t count;

	set_up();
	assert_error(db_user_set_password(
			     db, &nobody, base_text_of("h"), NOW, &count),
		RESOURCE_002);
	assert_error(db_session_list_of(db, &nobody, NOW, &page), RESOURCE_002);
	assert_error(db_revoke_one(db, NULL, &nobody, NOW), RESOURCE_003);
	fixture_close();
}
END_TEST

START_TEST(without_the_database_every_call_says_so)
{
	static struct session items[SESSION_PAGE_MAX];
	static struct session_page page = {
		.room = SESSION_PAGE_MAX, .items = items};
	struct user user;
	int64_t count;

	set_up();
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	assert_error(
		db_user_find_email(db, base_text_of("a"), &user), SERVER_001);
	assert_error(db_user_delete(db, &holder.id), SERVER_001);
	assert_error(db_user_set_password(
			     db, &holder.id, base_text_of("h"), NOW, &count),
		SERVER_001);
	assert_error(
		db_session_list_of(db, &holder.id, NOW, &page), SERVER_001);
	assert_error(db_revoke_one(db, NULL, &nobody, NOW), SERVER_001);
	fixture_close();
}
END_TEST

Suite *
db_user_operator_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_account_is_found_by_its_whole_email),
		ONCE(a_deleted_user_leaves_nothing),
		ONCE(who_is_not_there_gets_no_password_and_has_no_sessions),
		ONCE(without_the_database_every_call_says_so),
	};

	return suite_of("db_user_operator", tests, COUNT(tests));
}
