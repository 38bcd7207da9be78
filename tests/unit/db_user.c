/* db_user.c: users are added and found. */
#include "db/user.h"

#include "unit/fixture.h"

#include <ctype.h>

/* The same with every letter's case turned. */
static struct text
turned(const char *str, char out[64])
{
	size_t i;

	for (i = 0; str[i]; i++)
		out[i] = (char)(isupper((unsigned char)str[i]) ?
				tolower((unsigned char)str[i]) :
				toupper((unsigned char)str[i]));
	return (struct text){out, i};
}

START_TEST(a_user_is_found_in_whatever_case)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db);
	struct login login;
	char other[64];

	assert_error(
		db_user_find_login(db, turned(holder.email, other), &login),
		OK);
	ck_assert(base_id_equal(&login.id, &holder.id));
	assert_text(login.email, holder.email);
	assert_text(login.password_hash, holder.hash);
	ck_assert_int_eq(login.created_at, NOW);
	ck_assert(login.is_active);
	assert_error(
		db_user_find_login(db, base_text_of(holder.email), &login), OK);
	fixture_close();
}
END_TEST

START_TEST(a_disabled_user_is_found_as_such)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db);
	struct login login;

	sql("UPDATE users SET is_active = false WHERE id = '%s'", holder.name);
	assert_error(
		db_user_find_login(db, base_text_of(holder.email), &login), OK);
	ck_assert(!login.is_active);
	fixture_close();
}
END_TEST

START_TEST(an_unknown_email_finds_nobody)
{
	static const char *const emails[] = {"", "nobody@example.org", "%",
		"' OR true --", "caf\xc3\xa9@example.org"};
	struct db *db = fixture_open();
	struct login login;

	assert_error(db_user_find_login(db, base_text_of(emails[_i]), &login),
		RESOURCE_002);
	fixture_close();
}
END_TEST

START_TEST(an_email_is_taken_in_whatever_case)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db);
	struct login login = {.id = base_id_new(),
		.created_at = NOW,
		.password_hash = base_text_of("other")};
	char other[64];

	login.email = base_text_of(holder.email);
	assert_error(db_user_insert(db, &login), VALIDATION_003);
	login.email = turned(holder.email, other);
	assert_error(db_user_insert(db, &login), VALIDATION_003);
	ck_assert_str_eq(sql("SELECT count(*) FROM users"
			     " WHERE lower(email) = lower('%s')",
				 holder.email),
		"1");
	fixture_close();
}
END_TEST

START_TEST(a_new_user_is_active_and_no_admin)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db);

	ck_assert_str_eq(
		sql("SELECT is_active AND NOT is_admin"
		    " AND created_at = updated_at FROM users WHERE id = '%s'",
			holder.name),
		"t");
	fixture_close();
}
END_TEST

START_TEST(what_the_database_refuses_is_an_internal_error)
{
	struct db *db = fixture_open();
	struct login login = {.id = base_id_new(),
		.created_at = NOW,
		.email = base_text_of("x"),
		.password_hash = base_text_of("h")};

	/* Shorter than the column's check allows. */
	assert_error(db_user_insert(db, &login), SERVER_002);
	login.email = base_text_of("\xff@example.org");
	assert_error(db_user_insert(db, &login), SERVER_002);
	/* The connection is as good as before. */
	assert_error(db_user_find_login(db, login.email, &login), SERVER_002);
	assert_error(db_user_find_login(db, base_text_of("nobody"), &login),
		RESOURCE_002);
	fixture_close();
}
END_TEST

START_TEST(a_caller_finds_the_own_account)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db);
	struct login login;

	assert_error(db_user_of(db, &holder.caller, &login), OK);
	ck_assert(base_id_equal(&login.id, &holder.id));
	assert_text(login.password_hash, holder.hash);
	fixture_close();
}
END_TEST

START_TEST(a_hash_is_renewed_unless_it_was_replaced)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db), other = holder_new(db);

	assert_error(db_user_renew_hash(db, &holder.id, base_text_of("stale"),
			     base_text_of("new")),
		OK);
	assert_error(holder_begin(db, &holder, "new", NULL), AUTH_001);
	assert_error(db_user_renew_hash(db, &holder.id,
			     base_text_of(holder.hash), base_text_of("new")),
		OK);
	assert_error(holder_begin(db, &holder, "new", NULL), OK);
	assert_error(holder_begin(db, &holder, holder.hash, NULL), AUTH_001);
	/* Sessions go on, and nobody else is touched. */
	assert_error(holder_call(db, &holder.caller), OK);
	assert_error(holder_begin(db, &other, other.hash, NULL), OK);
	fixture_close();
}
END_TEST

Suite *
db_user_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_user_is_found_in_whatever_case),
		ONCE(a_disabled_user_is_found_as_such),
		{an_unknown_email_finds_nobody, 5},
		ONCE(an_email_is_taken_in_whatever_case),
		ONCE(a_new_user_is_active_and_no_admin),
		ONCE(what_the_database_refuses_is_an_internal_error),
		ONCE(a_caller_finds_the_own_account),
		ONCE(a_hash_is_renewed_unless_it_was_replaced),
	};

	return suite_of("db_user", tests, COUNT(tests));
}
