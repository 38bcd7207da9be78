/* queue.c: no password is hashed too late. */
#include "post.h"
#include "process.h"
#include "scrape.h"
#include "suites.h"

#include <stdio.h>

#define HASHES "password_hash_duration_seconds_count"
#define MOST 3 /* that may wait */

#define KINDS 6
#define NEW_API_TOKEN "{'name':'a','access':'read','password':'" PASSWORD "'}"

/* One request of each kind that hashes. */
static struct answer
ask_for_a_hash(const struct person *person, int kind)
{
	char email[64];

	person_email(email);
	if (kind == 0)
		return post_login(person->email, PASSWORD, NULL);
	if (kind == 1)
		return post("/auth/register", "{'email':'%s','password':'%s'}",
			email, PASSWORD);
	if (kind == 2)
		return person_ask(person, "DELETE", "/auth/me",
			"{'password':'" PASSWORD "'}");
	if (kind == 3)
		return post("/auth/reset-password",
			"{'token':'%s','new_password':'Another-1x'}",
			person_allow_reset(person, "1 hour"));
	if (kind == 4)
		return post_as(person->access, "/auth/tokens", NEW_API_TOKEN);
	return post_as(person->access, "/auth/change-password",
		"{'current_password':'%s','new_password':'Another-1x'}",
		PASSWORD);
}

static void
expect_busy(struct answer answer)
{
	const char *after = client_header(&answer, "retry-after");

	ck_assert_int_eq(answer.status, 503);
	ck_assert_msg(after != NULL, "%d %s", answer.status, answer.body.data);
	ck_assert_str_eq(after, "1");
	expect_error(answer, "SERVER_005");
}

static struct person
set_up(void)
{
	process_settings.hash_queue = MOST;
	process_api.peer = &process_peer;
	return person_new();
}

START_TEST(when_too_many_wait_no_password_is_hashed)
{
	struct person person = set_up();
	struct answer answer;

	process_waiting = MOST + 1;
	scrape_mark();
	expect_busy(ask_for_a_hash(&person, _i));
	expect_grown(0, HASHES);
	ck_assert_str_eq(psql("SELECT count(*) FROM attempts"
			      " WHERE key LIKE '%% %s'",
				 client_address()),
		"0");
	process_waiting = MOST;
	answer = ask_for_a_hash(&person, _i);
	ck_assert_int_eq(answer.status / 100, 2);
	client_clear(&answer);
	scrape_forget();
}
END_TEST

START_TEST(others_are_served_however_many_wait)
{
	struct person person = set_up();

	process_waiting = MOST + 1;
	expect_status(post_refresh(person.refresh), 200);
	expect_status(get_todos(person.access), 200);
	expect_status(post_as(person.access, "/auth/logout", "{}"), 200);
}
END_TEST

START_TEST(without_a_limit_any_number_may_wait)
{
	struct person person = set_up();

	process_settings.hash_queue = 0;
	process_waiting = 1000000;
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
}
END_TEST

START_TEST(for_a_client_that_has_gone_no_password_is_hashed)
{
	struct person person = set_up();

	process_gone = true;
	scrape_mark();
	expect_busy(ask_for_a_hash(&person, _i));
	expect_grown(0, HASHES);
	/* What costs less is not asked about. */
	expect_status(post_refresh(person.refresh), 200);
	scrape_forget();
}
END_TEST

Suite *
api_suite_queue(void)
{
	Suite *suite = suite_create("queue");
	TCase *tests = tcase_create("queue");

	tcase_add_checked_fixture(tests, client_open, client_close);
	/* Elsewhere it is the worker that tells: tests/system/queue.sh. */
	if (client_is(&client_process)) {
		tcase_add_loop_test(tests,
			when_too_many_wait_no_password_is_hashed, 0, KINDS);
		tcase_add_test(tests, others_are_served_however_many_wait);
		tcase_add_test(tests, without_a_limit_any_number_may_wait);
		tcase_add_loop_test(tests,
			for_a_client_that_has_gone_no_password_is_hashed, 0,
			KINDS);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
