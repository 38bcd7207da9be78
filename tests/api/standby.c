/* standby.c: what is answered while commits wait for a standby that is away. */
#include "client.h"
#include "person.h"
#include "post.h"
#include "process.h"
#include "suites.h"
#include "support/assert.h"
#include "support/standby.h"

#include <stdlib.h>

#define A_TODO "{'title':'kept'}"

static void
wait_for_standby(bool wait)
{
	standby_await(getenv("TEST_DATABASE_URL"), wait);
}

START_TEST(an_error_says_that_the_change_may_have_been_applied)
{
	struct person person = person_new();
	struct answer answer;

	process_settings.statement_timeout_ms = 1000;
	process_reopen();
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	wait_for_standby(true);
	answer = person_ask(&person, "POST", "/todos", A_TODO);
	ck_assert_str_eq(client_header(&answer, "retry-after"), "1");
	assert_holds(
		client_member(&answer, "message"), "may have been applied");
	expect_error(answer, "SERVER_001");
	/* Reads and refreshes go on. */
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	expect_status(post_refresh(person.refresh), 200);
	wait_for_standby(false);
}
END_TEST

static struct answer
log_in(const struct person *person, const char *password)
{
	return post_login(person->email, password, other_address(0));
}

/* More often than passwords may be wrong. */
START_TEST(a_login_whose_session_no_standby_has_is_no_wrong_password)
{
	struct person person = person_new();
	struct answer answer;
	int i;

	process_settings.statement_timeout_ms = 1000;
	process_settings.login_failures = 2;
	process_reopen();
	wait_for_standby(true);
	for (i = 0; i < 3; i++) {
		answer = log_in(&person, PASSWORD);
		assert_holds(client_member(&answer, "message"),
			"may have been applied");
		ck_assert_ptr_null(client_header(&answer, "set-cookie"));
		expect_error(answer, "SERVER_001");
	}
	/* That one is wrong is said all the while, and counted. */
	for (i = 0; i < 2; i++)
		expect_error(log_in(&person, "Wrong-horse-1"), "AUTH_001");
	expect_error(log_in(&person, PASSWORD), "RATE_001");
	wait_for_standby(false);
}
END_TEST

START_TEST(a_change_that_may_have_been_applied_is_sent_again_with_its_key)
{
	struct person person = person_new();
	const struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = A_TODO,
		.headers = {"Idempotency-Key: k"}};
	struct answer answer;

	process_settings.statement_timeout_ms = 1000;
	process_reopen();
	wait_for_standby(true);
	answer = client_send(&ask);
	assert_holds(client_member(&answer, "message"),
		"with the same Idempotency-Key is not applied twice");
	expect_error(answer, "SERVER_001");
	wait_for_standby(false);
	expect_status(client_send(&ask), 201);
	ck_assert_str_eq(psql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 person.id),
		"1");
}
END_TEST

Suite *
api_suite_standby(void)
{
	Suite *suite = suite_create("standby");
	TCase *tests = tcase_create("standby");

	tcase_add_checked_fixture(tests, client_open, client_close);
	/* They change settings, which only this process can. */
	if (client_is(&client_process)) {
		tcase_add_test(tests,
			an_error_says_that_the_change_may_have_been_applied);
		tcase_add_test(tests,
			a_login_whose_session_no_standby_has_is_no_wrong_password);
		tcase_add_test(tests,
			a_change_that_may_have_been_applied_is_sent_again_with_its_key);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
