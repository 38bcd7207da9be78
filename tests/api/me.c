/* me.c: users see their own account, and delete it. */
#include "race.h"
#include "sample.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define ME "/auth/me"

static struct answer
leave(const struct person *person, const char *password)
{
	char body[128];

	snprintf(body, sizeof(body), "{'password':'%s'}", password);
	return person_ask(person, "DELETE", ME, body);
}

/* Whether the account is as nobody has touched it. */
static void
expect_there(const struct person *person)
{
	ck_assert_str_eq(psql("SELECT concat_ws(' ', email, is_active,"
			      " deleted_at IS NULL)"
			      " FROM users WHERE id = '%s'",
				 person->id),
		psql("SELECT '%s t t'", person->email));
	expect_session(person, true);
}

START_TEST(users_see_their_own_account)
{
	struct person person = person_new(), admin = person_new_admin();
	struct answer answer = person_ask(&person, "GET", ME, NULL);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(json_object_object_length(answer.json), 7);
	ck_assert_str_eq(client_member(&answer, "id"), person.id);
	ck_assert_str_eq(client_member(&answer, "email"), person.email);
	ck_assert_str_eq(client_member(&answer, "is_admin"), "false");
	ck_assert(
		sample_fits(SAMPLE_TIME, client_member(&answer, "created_at")));
	client_clear(&answer);
	answer = person_ask(&admin, "GET", ME, NULL);
	ck_assert_str_eq(client_member(&answer, "id"), admin.id);
	ck_assert_str_eq(client_member(&answer, "is_admin"), "true");
	client_clear(&answer);
}
END_TEST

START_TEST(an_account_is_deleted_by_its_password_alone)
{
	/* clang-format off */
	static const struct {
		const char *body, *code;
	} rows[] = {
		{"{}", "VALIDATION_004"},
		{"{'password':null}", "VALIDATION_004"},
		{"{'password':12}", "VALIDATION_002"},
		{"{'password':''}", "VALIDATION_007"},
		{"{'password':'Wrong-1x'}", "VALIDATION_007"},
		{"{'password':'" PASSWORD " '}", "VALIDATION_007"},
	};
	/* clang-format on */
	struct person person = person_register();
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		expect_fault(person_ask(&person, "DELETE", ME, rows[i].body),
			rows[i].code, "password");
	expect_there(&person);
}
END_TEST

/* Nothing of the person opens any door, and no page shows them. */
static void
expect_gone(const struct person *person, const struct person *admin)
{
	char target[128];

	expect_unauthorized(get_todos(person->access), "AUTH_007", true);
	expect_unauthorized(
		person_ask(person, "GET", ME, NULL), "AUTH_007", true);
	expect_error(post_refresh(person->refresh), "AUTH_007");
	expect_error(post_login(person->email, PASSWORD, NULL), "AUTH_001");
	snprintf(target, sizeof(target), "/admin/users/%s", person->id);
	expect_error(person_ask(admin, "GET", target, NULL), "RESOURCE_002");
	/* Or an admin might bring back to life what upkeep takes away. */
	expect_error(person_ask(admin, "PUT", target, "{'is_active':true}"),
		"RESOURCE_002");
	snprintf(target, sizeof(target), "/admin/users/%s/revoke-tokens",
		person->id);
	expect_error(person_ask(admin, "POST", target, NULL), "RESOURCE_002");
}

START_TEST(a_deleted_account_is_gone_at_once)
{
	struct person person = person_register(), other = person_new(),
		      second = second_session(&person),
		      admin = person_new_admin();
	struct api_key key = person_make_key(&person, "read");
	struct answer answer;
	char id[37];

	person_add_todo(&person, "mine", id);
	person_add_todo(&other, "theirs", id);
	/* The address knows what was tried at the account. */
	expect_error(post_login(person.email, "Wrong-1x", NULL), "AUTH_001");
	expect_status(get_todos(key.text), 200);
	answer = leave(&person, PASSWORD);
	ck_assert_msg(answer.status == 204, "%s", answer.body.data);
	ck_assert_uint_eq(answer.body.len, 0);
	ck_assert_ptr_nonnull(strstr(client_header(&answer, "set-cookie"),
		"refresh_token=; Max-Age=0"));
	client_clear(&answer);
	expect_error(get_todos(key.text), "AUTH_007");
	expect_gone(&person, &admin);
	expect_gone(&second, &admin);
	expect_status(get_todos(other.access), 200);
	ck_assert_str_eq(psql("SELECT concat_ws(' ', email, password_hash,"
			      " is_active) FROM users WHERE id = '%s'",
				 person.id),
		psql("SELECT 'deleted %s  f'", person.id));
}
END_TEST

START_TEST(nothing_stays_of_attempts_at_a_deleted_account)
{
	struct person person = person_register();
	char before[16];

	expect_error(post_login(person.email, "Wrong-1x", NULL), "AUTH_001");
	snprintf(before, sizeof(before), "%s",
		psql("SELECT count(*) FROM attempts"
		     " WHERE key ~ '^(account|known|hash) [0-9a-f]{16}( |$)'"
		     " AND key LIKE '%%%s%%'",
			client_address()));
	ck_assert_str_ne(before, "0");
	expect_status(leave(&person, PASSWORD), 204);
	ck_assert_str_eq(psql("SELECT count(*) FROM attempts"
			      " WHERE key ~ '^(account|known) '"
			      " AND key LIKE '%%%s%%'",
				 client_address()),
		"0");
}
END_TEST

START_TEST(the_address_of_a_deleted_account_is_free)
{
	struct person person = person_register();

	expect_status(leave(&person, PASSWORD), 204);
	expect_status(post("/auth/register", "{'email':'%s','password':'%s'}",
			      person.email, PASSWORD),
		201);
	person_login(&person, PASSWORD);
	expect_session(&person, true);
}
END_TEST

START_TEST(wrong_passwords_of_a_deletion_count_as_those_of_logins)
{
	struct person person = person_register();
	int i;

	for (i = 0; i < 5; i++)
		expect_fault(leave(&person, "Wrong-1x"), "VALIDATION_007",
			"password");
	expect_error(leave(&person, PASSWORD), "RATE_001");
	expect_error(post_login(person.email, PASSWORD, NULL), "RATE_001");
	expect_there(&person);
}
END_TEST

/* Admins are made at the shell, so that no service is ever without a way to one. */
START_TEST(an_admin_may_delete_their_account_too)
{
	struct person admin = person_register();

	psql("UPDATE users SET is_admin = true WHERE id = '%s'", admin.id);
	expect_status(leave(&admin, PASSWORD), 204);
	expect_error(
		person_ask(&admin, "GET", "/admin/users", NULL), "AUTH_007");
}
END_TEST

/* The other one is told that the account is gone, or that its password is. */
START_TEST(of_two_deletions_at_once_one_counts)
{
	struct person person = person_register();
	const struct ask ask = {.method = "DELETE",
		.target = ME,
		.token = person.access,
		.body = "{'password':'" PASSWORD "'}"};
	struct race race = race_send(&ask, 2);

	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "VALIDATION_007") +
			race_count(&race, "AUTH_007"),
		1);
}
END_TEST

Suite *
api_suite_me(void)
{
	Suite *suite = suite_create("me");
	TCase *tests = tcase_create("me");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, users_see_their_own_account);
	tcase_add_test(tests, an_account_is_deleted_by_its_password_alone);
	tcase_add_test(tests, a_deleted_account_is_gone_at_once);
	tcase_add_test(tests, nothing_stays_of_attempts_at_a_deleted_account);
	tcase_add_test(tests, the_address_of_a_deleted_account_is_free);
	tcase_add_test(
		tests, wrong_passwords_of_a_deletion_count_as_those_of_logins);
	tcase_add_test(tests, an_admin_may_delete_their_account_too);
	/* The library in this process answers one request at a time. */
	if (!client_is(&client_process))
		tcase_add_test(tests, of_two_deletions_at_once_one_counts);
	suite_add_tcase(suite, tests);
	return suite;
}
