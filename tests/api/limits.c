/* limits.c: too many wrong passwords or registrations from one address. */
#include "post.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGE "/auth/change-password"

/* The runner's LOGIN_FAILURES_PER_MINUTE and REGISTRATIONS_PER_MINUTE. */
static long
limit_of(const char *setting)
{
	ck_assert_ptr_nonnull(getenv(setting));
	return strtol(getenv(setting), NULL, 10);
}

/* Expects a 429 that says when to come again, within most seconds. */
static void
expect_limit(struct answer answer, long most)
{
	const char *after = client_header(&answer, "retry-after");

	ck_assert_msg(after != NULL, "%d %s", answer.status, answer.body.data);
	ck_assert_uint_eq(strspn(after, "0123456789"), strlen(after));
	ck_assert_int_ge(strtol(after, NULL, 10), 1);
	ck_assert_int_le(strtol(after, NULL, 10), most);
	ck_assert_ptr_null(client_header(&answer, "www-authenticate"));
	expect_error(answer, "RATE_001");
}

/* Uses up what wrong passwords this address may send. */
static void
fail_logins(const struct person *person)
{
	long i;

	for (i = 0; i < limit_of("LOGIN_FAILURES_PER_MINUTE"); i++)
		expect_error(post_login(person->email, "Wrong-1x", NULL),
			"AUTH_001");
}

/* Lets the attempts of this address have begun so many seconds earlier. */
static void
age_attempts(int seconds)
{
	ck_assert_str_eq(psql("WITH aged AS (UPDATE attempts SET"
			      " started_at = started_at - interval '%d seconds'"
			      " WHERE key LIKE '%% %s' RETURNING key)"
			      " SELECT count(*) > 0 FROM aged",
				 seconds, client_address()),
		"t");
}

static struct answer
change(const struct person *person, const char *current, const char *new,
	const char *from)
{
	char body[256];
	const struct ask ask = {.method = "POST",
		.target = CHANGE,
		.token = person->access,
		.body = body,
		.from = from};

	snprintf(body, sizeof(body),
		"{'current_password':'%s',"
		"'new_password':'%s'}",
		current, new);
	return client_send(&ask);
}

START_TEST(wrong_passwords_close_the_login_for_their_address)
{
	struct person person = person_register();

	fail_logins(&person);
	expect_limit(post_login(person.email, "Wrong-1x", NULL), 61);
	expect_limit(post_login(person.email, PASSWORD, NULL), 61);
	expect_limit(post_login("nobody@example.com", PASSWORD, NULL), 61);
	expect_status(
		post_login(person.email, PASSWORD, other_address(0)), 200);
}
END_TEST

START_TEST(unknown_emails_count_like_wrong_passwords)
{
	char email[64];
	long i;

	for (i = 0; i < limit_of("LOGIN_FAILURES_PER_MINUTE"); i++) {
		person_email(email);
		expect_error(post_login(i ? email : "plain", PASSWORD, NULL),
			"AUTH_001");
	}
	expect_limit(post_login(email, PASSWORD, NULL), 61);
}
END_TEST

START_TEST(a_closed_login_closes_nothing_else)
{
	struct person person = person_register();
	char email[64];

	fail_logins(&person);
	expect_status(get_todos(person.access), 200);
	expect_status(post_refresh(person.refresh), 200);
	person_email(email);
	expect_status(post("/auth/register",
			      "{'email':'%s',"
			      "'password':'%s'}",
			      email, PASSWORD),
		201);
	expect_status(post_as(person.access, "/auth/logout", "{}"), 200);
}
END_TEST

START_TEST(a_closed_login_opens_again_after_a_minute)
{
	struct person person = person_register();

	fail_logins(&person);
	age_attempts(50);
	expect_limit(post_login(person.email, PASSWORD, NULL), 11);
	age_attempts(10);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	fail_logins(&person);
	expect_limit(post_login(person.email, PASSWORD, NULL), 61);
}
END_TEST

START_TEST(only_wrong_passwords_count)
{
	struct person person = person_register();
	long i, limit = limit_of("LOGIN_FAILURES_PER_MINUTE");

	for (i = 0; i < limit; i++) {
		expect_status(post_login(person.email, PASSWORD, NULL), 200);
		expect_error(
			post_login(person.email, "", NULL), "VALIDATION_001");
		expect_error(post("/auth/login", "{"), "REQUEST_001");
	}
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	for (i = 0; i < limit; i++)
		expect_error(
			post_login(person.email, PASSWORD, NULL), "AUTH_007");
	fail_logins(&person);
	expect_limit(post_login(person.email, PASSWORD, NULL), 61);
}
END_TEST

START_TEST(wrong_current_passwords_close_the_change_of_passwords)
{
	struct person person = person_register();
	long i, limit = limit_of("LOGIN_FAILURES_PER_MINUTE");

	for (i = 0; i < limit; i++) {
		/* Only these count. */
		expect_error(change(&person, "Wrong-1x", "Another-1x", NULL),
			"VALIDATION_007");
		if (i == limit - 1)
			break;
		expect_error(change(&person, PASSWORD, PASSWORD, NULL),
			"VALIDATION_008");
		expect_error(change(&person, PASSWORD, "weak", NULL),
			"VALIDATION_002");
	}
	expect_limit(change(&person, PASSWORD, "Another-1x", NULL), 61);
	expect_status(
		change(&person, PASSWORD, "Another-1x", other_address(0)), 200);
	age_attempts(60);
	expect_status(change(&person, "Another-1x", PASSWORD, NULL), 200);
}
END_TEST

/* Registers as email, from an address (NULL: the test's own). */
static struct answer
register_as(const char *email, const char *from)
{
	char body[256];
	const struct ask ask = {.method = "POST",
		.target = "/auth/register",
		.body = body,
		.from = from};

	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}", email,
		PASSWORD);
	return client_send(&ask);
}

START_TEST(many_registrations_close_the_register_for_their_address)
{
	struct person person = person_register();
	char email[64];

	person_email(email);
	/* The others were long ago, or this would take a while. */
	psql("UPDATE attempts SET count = %ld WHERE key = 'register %s'",
		limit_of("REGISTRATIONS_PER_MINUTE") - 2, client_address());
	expect_status(register_as(email, NULL), 201);
	expect_error(register_as("no email", NULL), "VALIDATION_001");
	expect_error(register_as(person.email, NULL), "VALIDATION_003");
	expect_limit(register_as(email, NULL), 61);
	person_email(email);
	expect_limit(register_as(email, NULL), 61);
	expect_status(register_as(email, other_address(0)), 201);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	age_attempts(60);
	person_email(email);
	expect_status(register_as(email, NULL), 201);
}
END_TEST

/* Requests to the limited routes, and which check each of them fails first. */
/* clang-format off */
static const struct {
	struct ask ask;
	const char *code;
	bool with_token;
} orders[] = {
	{{.method = "GET", .target = "/auth/login"}, "REQUEST_003", false},
	{{.method = "POST", .target = "/auth/login", .body = "x",
	  .content_type = "text/plain"}, "REQUEST_005", false},
	{{.method = "POST", .target = "/auth/login", .body = "{"},
	 "RATE_001", false},
	{{.method = "POST", .target = "/auth/login", .body = "{}"},
	 "RATE_001", false},
	{{.method = "POST", .target = CHANGE, .body = "{"}, "AUTH_005", false},
	{{.method = "POST", .target = CHANGE, .body = "x",
	  .content_type = "text/plain"}, "REQUEST_005", true},
	{{.method = "POST", .target = CHANGE, .body = "{"}, "RATE_001", true},
	{{.method = "POST", .target = CHANGE, .body = "{}"}, "RATE_001", true},
	{{.method = "POST", .target = "/auth/register", .body = "x",
	  .content_type = "text/plain"}, "REQUEST_005", false},
	{{.method = "POST", .target = "/auth/register", .body = "{"},
	 "RATE_001", false},
	{{.method = "POST", .target = "/auth/register", .body = "{}"},
	 "RATE_001", false},
};
/* clang-format on */

START_TEST(the_limit_comes_after_the_token_and_before_the_body)
{
	struct person person = person_register();
	struct ask ask;
	size_t i;

	fail_logins(&person);
	psql("UPDATE attempts SET count = %ld WHERE key = 'register %s'",
		limit_of("REGISTRATIONS_PER_MINUTE"), client_address());
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		ask = orders[i].ask;
		ask.token = orders[i].with_token ? person.access : NULL;
		expect_error(client_send(&ask), orders[i].code);
	}
}
END_TEST

Suite *
api_suite_limits(void)
{
	Suite *suite = suite_create("limits");
	TCase *tests = tcase_create("limits");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, wrong_passwords_close_the_login_for_their_address);
	tcase_add_test(tests, unknown_emails_count_like_wrong_passwords);
	tcase_add_test(tests, a_closed_login_closes_nothing_else);
	tcase_add_test(tests, a_closed_login_opens_again_after_a_minute);
	tcase_add_test(tests, only_wrong_passwords_count);
	tcase_add_test(
		tests, wrong_current_passwords_close_the_change_of_passwords);
	tcase_add_test(
		tests, many_registrations_close_the_register_for_their_address);
	tcase_add_test(
		tests, the_limit_comes_after_the_token_and_before_the_body);
	suite_add_tcase(suite, tests);
	return suite;
}
