/* allowances.c: what a client is told of its limits, and of how long all took. */
#include "post.h"
#include "process.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long
limit_of(const char *setting)
{
	ck_assert_ptr_nonnull(getenv(setting));
	return strtol(getenv(setting), NULL, 10);
}

/* The numbers of a policy in a RateLimit, which has it. */
static void
read_quota(
	const struct answer *answer, const char *name, long *left, long *resets)
{
	const char *header = client_header(answer, "ratelimit"), *at;
	char form[64];

	ck_assert_ptr_nonnull(header);
	snprintf(form, sizeof(form), "\"%s\";r=", name);
	at = strstr(header, form);
	ck_assert_msg(at, "%s has no %s", header, name);
	ck_assert_int_eq(
		sscanf(at + strlen(form), "%ld;t=%ld", left, resets), 2);
}

START_TEST(each_login_leaves_one_less)
{
	struct person person = person_new();
	long most = limit_of("HASHES_PER_MINUTE"), left, resets, i;
	char policy[64];
	struct answer answer;

	snprintf(policy, sizeof(policy), "\"hashes\";q=%ld;w=60", most);
	for (i = 1; i <= 2; i++) {
		answer = post_login(person.email, "wrong", NULL);
		ck_assert_ptr_nonnull(strstr(
			client_header(&answer, "ratelimit-policy"), policy));
		read_quota(&answer, "hashes", &left, &resets);
		ck_assert_int_eq(left, most - i);
		ck_assert_int_ge(resets, 1);
		ck_assert_int_le(resets, 60);
		expect_error(answer, "AUTH_001");
	}
}
END_TEST

START_TEST(they_tell_the_same_whether_there_is_such_an_account)
{
	struct person person = person_new();
	struct answer known, unknown;

	/* Each from an address of its own, which has tried nothing yet. */
	known = post_login(person.email, "wrong", other_address(1));
	unknown = post_login("nobody@example.net", "wrong", other_address(2));
	ck_assert_pstr_eq(client_header(&known, "ratelimit-policy"),
		client_header(&unknown, "ratelimit-policy"));
	expect_error(known, "AUTH_001");
	known = post_login(person.email, "wrong", other_address(3));
	ck_assert_pstr_eq(client_header(&known, "ratelimit"),
		client_header(&unknown, "ratelimit"));
	expect_error(known, "AUTH_001");
	expect_error(unknown, "AUTH_001");
	/* Not even that others have tried there. */
	known = post_login(person.email, "wrong", other_address(0));
	ck_assert_ptr_null(
		strstr(client_header(&known, "ratelimit"), "account"));
	expect_error(known, "AUTH_001");
}
END_TEST

START_TEST(a_refresh_tells_of_its_address_and_its_session)
{
	struct person person = person_new();
	struct answer answer = post_refresh(person.refresh);
	long left, resets;

	read_quota(&answer, "refreshes", &left, &resets);
	ck_assert_int_eq(left, limit_of("REFRESHES_PER_MINUTE") - 1);
	read_quota(&answer, "session-refreshes", &left, &resets);
	ck_assert_int_eq(left, limit_of("SESSION_REFRESHES_PER_MINUTE") - 1);
	expect_status(answer, 200);
}
END_TEST

START_TEST(where_nothing_is_limited_nothing_is_told)
{
	struct person person = person_new();
	struct answer answer = get_todos(person.access);

	ck_assert_ptr_null(client_header(&answer, "ratelimit"));
	ck_assert_ptr_null(client_header(&answer, "ratelimit-policy"));
	/* Nor is any operation discouraged. */
	ck_assert_ptr_null(client_header(&answer, "deprecation"));
	ck_assert_ptr_null(client_header(&answer, "sunset"));
	ck_assert_ptr_null(client_header(&answer, "server-timing"));
	expect_status(answer, 200);
}
END_TEST

START_TEST(who_has_to_wait_has_nothing_left)
{
	struct person person = person_new();
	struct answer answer;
	long left, resets;

	process_settings.hashes = 1;
	process_reopen();
	expect_error(post_login(person.email, "wrong", NULL), "AUTH_001");
	answer = post_login(person.email, "wrong", NULL);
	read_quota(&answer, "hashes", &left, &resets);
	ck_assert_int_eq(left, 0);
	ck_assert_int_eq(resets,
		strtol(client_header(&answer, "retry-after"), NULL, 10));
	expect_error(answer, "RATE_001");
}
END_TEST

START_TEST(how_long_all_took_is_told_where_a_setting_allows)
{
	struct person person = person_new();
	double database, total;
	struct answer answer;

	process_settings.server_timing = true;
	process_reopen();
	answer = get_todos(person.access);
	ck_assert_int_eq(
		sscanf(client_header(&answer, "server-timing"),
			"db;dur=%lf, total;dur=%lf", &database, &total),
		2);
	ck_assert_double_gt(database, 0);
	ck_assert_double_ge(total, database);
	expect_status(answer, 200);
	/* It would tell more of a password than the answer does. */
	answer = post_login(person.email, "wrong", NULL);
	ck_assert_ptr_null(client_header(&answer, "server-timing"));
	expect_error(answer, "AUTH_001");
}
END_TEST

Suite *
api_suite_allowances(void)
{
	Suite *suite = suite_create("allowances");
	TCase *tests = tcase_create("allowances");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, each_login_leaves_one_less);
	tcase_add_test(
		tests, they_tell_the_same_whether_there_is_such_an_account);
	tcase_add_test(tests, a_refresh_tells_of_its_address_and_its_session);
	tcase_add_test(tests, where_nothing_is_limited_nothing_is_told);
	/* The rest changes settings. */
	if (!client_is(&client_process))
		return suite;
	tcase_add_test(tests, who_has_to_wait_has_nothing_left);
	tcase_add_test(tests, how_long_all_took_is_told_where_a_setting_allows);
	return suite;
}
