/* shortage.c: memory runs out, and hashing fails; the service lives on. */
#include "client.h"
#include "person.h"
#include "post.h"
#include "process.h"
#include "suites.h"

#include "support/fail.h"

#include <stdio.h>

#define CALLS_MAX 200 /* more than any request makes */

/* Which call is to fail while the library answers. */
static enum fail_call failing;
static int failing_nth; /* 0: all */

static void
begin_shortage(void)
{
	if (failing_nth)
		fail_nth(failing, failing_nth);
	else
		fail_all(failing);
}

static struct answer
send_in_shortage(const struct ask *ask)
{
	struct answer answer;

	process_before = begin_shortage;
	process_after = fail_none;
	answer = client_send(ask);
	process_before = NULL;
	process_after = NULL;
	return answer;
}

/*
 * Lets each call of one kind fail in turn. What is asked for is done or
 * refused with SERVER_002, and always answered as JSON.
 */
static int
let_each_fail(const struct ask *ask, enum fail_call call)
{
	struct answer answer;
	int n, failures = 0;

	failing = call;
	for (n = 1; n < CALLS_MAX; n++) {
		failing_nth = n;
		process_forget();
		answer = send_in_shortage(ask);
		ck_assert(answer.json != NULL || answer.status == 204);
		if (answer.status == 204)
			ck_assert_str_eq(client_header(&answer, "allow"),
				"GET, HEAD, POST, OPTIONS");
		if (answer.status >= 500) {
			ck_assert_str_eq(client_member(&answer, "error_code"),
				"SERVER_002");
			failures++;
		}
		client_clear(&answer);
		if (!fail_happened())
			return failures;
	}
	ck_abort_msg("a request made more than %d calls", CALLS_MAX);
	return failures;
}

START_TEST(memory_that_runs_out_is_an_internal_error_and_no_more)
{
	struct person person = person_new();
	/* clang-format off */
	const struct ask asks[] = {
		{.target = "/todos", .token = person.access},
		{.method = "POST", .target = "/todos", .token = person.access,
		 .body = "{'title':'a'}"},
		{.target = "/health"},
		{.target = "/nowhere"},
		{.method = "OPTIONS", .target = "/todos"},
	};
	/* clang-format on */
	size_t i;
	int failures = 0;

	/* Else it is the connecting that fails, and the database that is gone. */
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		failures += let_each_fail(&asks[i], FAIL_realloc);
		let_each_fail(&asks[i], FAIL_malloc);
		let_each_fail(&asks[i], FAIL_calloc);
	}
	ck_assert_int_gt(failures, 0);
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
}
END_TEST

START_TEST(one_failure_of_a_library_is_made_good_or_is_an_internal_error)
{
	struct person person = person_new();
	const struct ask create = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = "{'title':'a'}"};
	char body[1100];
	const struct ask refresh = {
		.method = "POST", .target = "/auth/refresh", .body = body};

	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", person.refresh);
	failing_nth = 1;
	failing = FAIL_json_tokener_parse_ex;
	expect_status(send_in_shortage(&create), 201);
	failing = FAIL_jwt_decode;
	expect_status(send_in_shortage(&refresh), 200);
	failing = FAIL_jwt_new;
	expect_error(send_in_shortage(&refresh), "SERVER_002");
	failing = FAIL_jwt_encode_str;
	expect_error(send_in_shortage(&refresh), "SERVER_002");
	expect_status(client_send(&create), 201);
	expect_status(client_send(&refresh), 200);
}
END_TEST

START_TEST(a_logout_does_not_forget_a_session_that_it_cannot_read)
{
	struct person person = person_new();
	char body[1100];
	const struct ask logout = {.method = "POST",
		.target = "/auth/logout",
		.token = person.access,
		.body = body};

	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", person.refresh);
	/* The access token is known from here on. */
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	failing_nth = 0;
	failing = FAIL_jwt_decode;
	expect_error(send_in_shortage(&logout), "SERVER_002");
	expect_status(client_send(&logout), 200);
}
END_TEST

START_TEST(a_password_that_cannot_be_hashed_is_refused)
{
	struct person person = person_new();
	char email[64], body[256];
	const struct ask ask = {
		.method = "POST", .target = "/auth/register", .body = body};

	person_email(email);
	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}", email,
		PASSWORD);
	failing_nth = 0;
	failing = FAIL_crypt_gensalt_ra;
	expect_error(send_in_shortage(&ask), "SERVER_004");
	failing = FAIL_crypt_r;
	expect_error(send_in_shortage(&ask), "SERVER_004");
	expect_status(client_send(&ask), 201);

	process_before = begin_shortage;
	process_after = fail_none;
	expect_error(person_ask(&person, "POST", "/auth/change-password",
			     "{'current_password':'" PASSWORD "',"
			     "'new_password':'Another-1-Password'}"),
		"SERVER_004");
	expect_error(person_ask(&person, "DELETE", "/auth/me",
			     "{'password':'" PASSWORD "'}"),
		"SERVER_004");
	expect_error(person_ask(&person, "POST", "/auth/tokens",
			     "{'name':'a','access':'read',"
			     "'password':'" PASSWORD "'}"),
		"SERVER_004");
	expect_error(post("/auth/reset-password",
			     "{'token':'%s','new_password':'Another-1x'}",
			     person_allow_reset(&person, "1 hour")),
		"SERVER_004");
	process_before = NULL;
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
}
END_TEST

Suite *
api_suite_shortage(void)
{
	Suite *suite = suite_create("shortage");
	TCase *tests = tcase_create("shortage");

	suite_add_tcase(suite, tests);
	/* Only in this process can the library's calls be made to fail. */
	if (!client_is(&client_process))
		return suite;
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, memory_that_runs_out_is_an_internal_error_and_no_more);
	tcase_add_test(tests,
		one_failure_of_a_library_is_made_good_or_is_an_internal_error);
	tcase_add_test(
		tests, a_logout_does_not_forget_a_session_that_it_cannot_read);
	tcase_add_test(tests, a_password_that_cannot_be_hashed_is_refused);
	return suite;
}
