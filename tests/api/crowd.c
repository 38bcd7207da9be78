/* crowd.c: a thousand requests are open at the same moment, and all answered. */
#include "raw.h"
#include "sample.h"
#include "suites.h"

#include <string.h>
#include <sys/resource.h>

#define CROWD 1000

/* Room for a descriptor for each request. */
static void
raise_limit(void)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_uint_gt(limit.rlim_cur, CROWD + 50);
}

/* Every second one adds a todo, the others list them; all lack their end. */
static int
begin(const struct person *person, int number)
{
	int fd = raw_open();

	raw_send(fd,
		"%s %s/todos?limit=3 HTTP/1.1\r\nHost: localhost\r\n"
		"Connection: close\r\nContent-Type: application/json\r\n"
		"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n",
		number % 2 ? "POST" : "GET", client_prefix(), person->access,
		number % 2 ? 13 : 2);
	raw_send(fd, number % 2 ? "{\"title\":\"x\"" : "{");
	return fd;
}

START_TEST(a_thousand_requests_at_once_are_all_answered)
{
	struct person person = person_new();
	struct answer answer;
	int fds[CROWD], i;

	raise_limit();
	for (i = 0; i < CROWD; i++)
		fds[i] = begin(&person, i);
	/* All are open, none can be answered yet: now they end. */
	for (i = 0; i < CROWD; i++)
		raw_send(fds[i], "}");
	for (i = 0; i < CROWD; i++) {
		answer = raw_receive(fds[i]);
		ck_assert_msg(answer.status == (i % 2 ? 201 : 200),
			"request %d: %d %s", i, answer.status,
			answer.body.data);
		client_clear(&answer);
	}
	ck_assert_int_eq(sample_count(&person), CROWD / 2);
}
END_TEST

Suite *
api_suite_crowd(void)
{
	Suite *suite = suite_create("crowd");
	TCase *tests = tcase_create("crowd");

	tcase_add_checked_fixture(tests, client_open, client_close);
	/* Only a web server has more than one request open, and only before a
	 * pool do they wait: as CGI they are a thousand processes, each with a
	 * connection to the database, and shared hosting has neither the
	 * processes nor our settings for so many. */
	if (client_is(&client_http) && !sample_front_is("fcgid") &&
		!sample_front_is("cgid"))
		tcase_add_test(
			tests, a_thousand_requests_at_once_are_all_answered);
	suite_add_tcase(suite, tests);
	return suite;
}
