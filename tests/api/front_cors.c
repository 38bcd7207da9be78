/* front_cors.c: who may read the answers that each web server makes itself. */
#include "front.h"
#include "person.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALLOWED "https://app.example"
#define SERVER_LIMIT (1 << 20)

/* Whether a page of the origin may read an answer; NO where a server makes it
 * before it has read the headers, or the configuration of our folder. */
enum readable { NO, YES };

/* Asserts that no browser runs anything of an answer that it takes for a page. */
static void
check_policy(const struct answer *answer)
{
	ck_assert_int_eq(
		client_count_headers(answer, "content-security-policy:"), 1);
	ck_assert_pstr_eq(client_header(answer, "content-security-policy"),
		"default-src 'none'; frame-ancestors 'none'");
	/* Without TLS nobody is told to come by it. */
	ck_assert_ptr_null(client_header(answer, "strict-transport-security"));
}

/* Asserts that it is as wanted, with each header but once, and frees it. */
static void
check_readable(struct answer answer, bool readable)
{
	ck_assert_int_eq(
		client_count_headers(&answer, "access-control-allow-origin:"),
		readable);
	ck_assert_int_eq(client_count_headers(
				 &answer, "access-control-allow-credentials:"),
		readable);
	if (readable) {
		check_policy(&answer);
		ck_assert_pstr_eq(
			client_header(&answer, "access-control-allow-origin"),
			ALLOWED);
		ck_assert_int_eq(client_count_headers(&answer, "vary:"), 1);
		/* A page of the server's own has one form. */
		ck_assert_int_eq(
			strncmp(client_header(&answer, "vary"), "Origin", 6),
			0);
	}
	client_clear(&answer);
}

/* Requests up to their headers, and who makes the answer of which status. */
/* clang-format off */
static const struct {
	const char *request;
	struct by_front status;
	enum readable lighttpd, apache, script, shared;
} kinds[] = {
	{"GET %s/health/live HTTP/1.1\r\nHost: x\r\n",
		{"200", "200", "200", "200"}, YES, YES, YES, YES},
	{"GET %s/health/live HTTP/1.1\r\nHost: todo_api:8000\r\n",
		{"200", "200", "200", "200"}, YES, YES, YES, YES},
	{"GET %s/todos HTTP/1.1\r\nHost: x\r\n",
		{"401", "401", "401", "401"}, YES, YES, YES, YES},
	{"GET %s/nowhere HTTP/1.1\r\nHost: x\r\n",
		{"404", "404", "404", "404"}, YES, YES, YES, YES},
	{"OPTIONS %s/todos HTTP/1.1\r\nHost: x\r\n"
		"Access-Control-Request-Method: GET\r\n",
		{"204", "204", "204", "204"}, YES, YES, YES, YES},
	{"GET %s/todos/a%2Fb HTTP/1.1\r\nHost: x\r\n",
		{"400", "401", "401", "404"}, YES, YES, YES, NO},
	{"GET %s/a%zz HTTP/1.1\r\nHost: x\r\n",
		{"404", "400", "400", "400"}, YES, YES, YES, NO},
	{"POST %s/todos HTTP/1.1\r\nHost: x\r\n",
		{"411", "401", "401", "401"}, YES, YES, YES, YES},
	{"POST %s/todos HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n",
		{"400", "400", "400", "400"}, NO, YES, YES, NO},
	{"GET %s/.error HTTP/1.1\r\nHost: x\r\n",
		{"404", "404", "404", "404"}, YES, YES, YES, YES},
	{"FOO %s/todos HTTP/1.1\r\nHost: x\r\n",
		{"501", "405", "405", "405"}, NO, YES, YES, YES},
	{"BROKEN\r\n", {"400", "400", "400", "400"}, NO, NO, NO, NO},
};
/* clang-format on */

/* The same of a header that no server takes. */
static const struct by_front long_header = {"431", "400", "400", "400"};
#define LONG_HEADER (30 * 1024)

static enum readable
choose(size_t kind)
{
	switch (front_now()) {
	case LIGHTTPD:
		return kinds[kind].lighttpd;
	case APACHE:
		return kinds[kind].apache;
	case FCGID:
		return kinds[kind].shared;
	default:
		return kinds[kind].script;
	}
}

/* The answer to a request of a page of the origin; NULL: of none. */
static struct answer
ask_as(const char *start, const char *origin)
{
	char request[32768];

	snprintf(request, sizeof(request), "%s%s%s%sConnection: close\r\n\r\n",
		start, origin ? "Origin: " : "", origin ? origin : "",
		origin ? "\r\n" : "");
	return front_raw(request);
}

START_TEST(a_page_of_an_allowed_origin_may_read_what_the_server_says)
{
	static const char *const foreign[] = {NULL, "https://evil.example",
		"https://appxexample", ALLOWED "x", "x" ALLOWED, "null", "*",
		""};
	struct answer answer = ask_as(kinds[_i].request, ALLOWED);
	size_t i;

	ck_assert_msg(answer.status ==
			strtol(front_choose(&kinds[_i].status), NULL, 10),
		"%s: %d", kinds[_i].request, answer.status);
	check_readable(answer, choose((size_t)_i) == YES);
	for (i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		answer = ask_as(kinds[_i].request, foreign[i]);
		if (choose((size_t)_i) == YES)
			check_policy(&answer);
		check_readable(answer, false);
	}
}
END_TEST

START_TEST(a_header_that_is_too_long_hides_the_origin_from_the_server)
{
	static char start[LONG_HEADER + 128];
	size_t len = (size_t)snprintf(
		start, 128, "GET %%s/health HTTP/1.1\r\nHost: x\r\nX-Long: ");
	struct answer answer;

	memset(start + len, 'a', LONG_HEADER);
	memcpy(start + len + LONG_HEADER, "\r\n", 3);
	answer = ask_as(start, ALLOWED);
	ck_assert_int_eq(
		answer.status, strtol(front_choose(&long_header), NULL, 10));
	check_readable(answer, false);
}
END_TEST

START_TEST(a_page_may_read_that_its_body_is_too_large)
{
	static char body[SERVER_LIMIT + 2];
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.body = body,
		.chunked = _i == 1,
		.headers = {"Origin: " ALLOWED}};
	struct answer answer;

	memset(body, ' ', sizeof(body) - 1);
	answer = client_send(&ask);
	ck_assert_msg(answer.status == 413 || answer.status == 500, "%d",
		answer.status);
	check_readable(answer, true);
	ask.headers[0] = "Origin: https://evil.example";
	check_readable(client_send(&ask), false);
}
END_TEST

static bool
is_served(const char *start)
{
	struct answer answer = ask_as(start, NULL);
	bool served = answer.status == 200;

	client_clear(&answer);
	return served;
}

START_TEST(a_page_may_read_that_a_pool_is_down)
{
	const char *name = front_has_pools() ? "api.sock" : "todo.fcgi";
	const char *start = "GET %s/health/live HTTP/1.1\r\nHost: x\r\n";
	struct answer answer, other;

	front_hide(name);
	answer = ask_as(start, ALLOWED);
	other = ask_as(start, "https://evil.example");
	front_show(name);
	ck_assert_int_eq(answer.status, front_has_pools() ? 503 : 404);
	check_readable(answer, true);
	check_readable(other, false);
	while (!is_served(start))
		usleep(10 * 1000);
}
END_TEST

START_TEST(a_page_may_read_that_it_may_not_see_the_metrics)
{
	const struct ask ask = {.target = "/metrics",
		.from = "127.0.0.9",
		.headers = {"Origin: " ALLOWED}};
	struct answer answer = client_send(&ask);

	ck_assert_int_eq(answer.status, 403);
	check_readable(answer, true);
}
END_TEST

Suite *
api_suite_front_cors(void)
{
	Suite *suite = suite_create("fronts");
	TCase *tests = tcase_create("cors");

	suite_add_tcase(suite, tests);
	if (!client_is(&client_http))
		return suite;
	tcase_add_checked_fixture(tests, client_open, client_close);
	ADD_EACH(tests,
		a_page_of_an_allowed_origin_may_read_what_the_server_says,
		kinds);
	tcase_add_test(tests,
		a_header_that_is_too_long_hides_the_origin_from_the_server);
	tcase_add_loop_test(
		tests, a_page_may_read_that_its_body_is_too_large, 0, 2);
	tcase_add_test(tests, a_page_may_read_that_a_pool_is_down);
	tcase_add_test(tests, a_page_may_read_that_it_may_not_see_the_metrics);
	return suite;
}
