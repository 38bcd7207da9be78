/* front_errors.c: what each web server answers itself, and without its pools. */
#include "front.h"
#include "person.h"
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 4000 /* fewer than the backlog of a pool's socket */

/* Requests that are no HTTP, and what the servers say to them. */
/* clang-format off */
static const struct {
	const char *request;
	struct by_front made;
} broken[] = {
	{"BROKEN\r\n\r\n", {REFUSED, REFUSED, REFUSED, "400"}},
	{"GET %s/health HTTP/1.1\r\nConnection: close\r\n\r\n",
		{REFUSED, REFUSED, REFUSED, "400"}},
	{"GET %s/health HTTP/1.1\r\nHost: x\r\nbroken header\r\n\r\n",
		{REFUSED, REFUSED, REFUSED, "400"}},
	{"POST %s/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
		"Content-Length: 6\r\n\r\n12345",
		{REFUSED, REFUSED, REFUSED, "400"}},
	{"POST %s/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
		{REFUSED, REFUSED, REFUSED, "400"}},
	{"POST %s/auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		{"411 REQUEST_001", NULL, NULL, NULL}},
};
/* clang-format on */

START_TEST(broken_requests_are_refused_in_our_form)
{
	const char *made = front_choose(&broken[_i].made);
	struct answer answer = front_raw(broken[_i].request);

	if (made)
		expect_made(answer, made);
	else
		expect_error(answer, "REQUEST_001");
}
END_TEST

/* Headers of so many bytes, and what the servers say to them. */
/* clang-format off */
static const struct {
	size_t len;
	struct by_front made;
} headers[] = {
	{7 * 1024, {NULL, NULL, NULL, NULL}},
	{12 * 1024, {NULL, REFUSED, REFUSED, "400"}},
	{30 * 1024, {"431 REQUEST_001", REFUSED, REFUSED, "400"}},
};
/* clang-format on */

START_TEST(a_header_may_be_long_and_is_refused_in_our_form)
{
	static char request[32768];
	const char *made = front_choose(&headers[_i].made);
	size_t len = (size_t)snprintf(request, 128,
		"GET %%s/health/live HTTP/1.1\r\n"
		"Host: x\r\nConnection: close\r\nX-Long: ");
	struct answer answer;

	memset(request + len, 'a', headers[_i].len);
	memcpy(request + len + headers[_i].len, "\r\n\r\n", 5);
	answer = front_raw(request);
	if (made)
		expect_made(answer, made);
	else
		expect_status(answer, 200);
}
END_TEST

static int
ask_status(const char *method, const char *target)
{
	const struct ask ask = {.method = method, .target = target};
	struct answer answer = client_send(&ask);
	int status = answer.status;

	client_clear(&answer);
	return status;
}

START_TEST(a_pool_that_is_down_is_said_in_our_form)
{
	static const struct by_front made = {
		"503 SERVER_002", "503 SERVER_002", UNKNOWN, UNKNOWN};
	const char *name = front_has_pools() ? "api.sock" : "todo.fcgi";
	const struct ask ask = {.target = "/health"};
	struct answer answer;

	front_hide(name);
	answer = client_send(&ask);
	front_show(name);
	expect_made(answer, front_choose(&made));
	while (ask_status("GET", "/health/live") != 200)
		usleep(10 * 1000);
}
END_TEST

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct {
	const char *name;
	const char *target;
} pools[] = {{"api.sock", "/health"}, {"auth.sock", "/auth/login"}};

/*
 * lighttpd uses a lost pool again at the second tick of its clock, a tick each
 * second, when disable-time is 0, and at the third when it is 1. Of several
 * moments one must be far enough from the tick to tell.
 */
START_TEST(a_pool_that_comes_back_is_used_within_two_seconds)
{
	const struct ask ask = {.target = pools[_i].target};
	double lost, least = 60;
	int i;

	for (i = 0; i < 5 && least >= 2; i++) {
		usleep(400 * 1000);
		front_hide(pools[_i].name);
		lost = seconds();
		expect_made(client_send(&ask), "503 SERVER_002");
		front_show(pools[_i].name);
		while (ask_status("GET", ask.target) == 503 &&
			seconds() - lost < 10)
			usleep(10 * 1000);
		if (seconds() - lost < least)
			least = seconds() - lost;
	}
	ck_assert_msg(least < 2, "it took %.1f s", least);
}
END_TEST

/* What hashes passwords, by their method and in other writings; the rest. */
static const char *const hashing[] = {"POST /auth/login", "POST /auth/register",
	"POST /auth/change-password", "GET /auth/login", "GET /%61uth/login",
	"POST /auth/%6Cogin"};
static const char *const others[] = {"GET /todos", "POST /auth/refresh",
	"POST /auth/logout", "GET /auth/sessions", "GET /auth/logins",
	"GET /auth", "GET /authors"};

/* The statuses of requests: whether each is 503, or none is. */
static bool
are_lost(const char *const requests[], size_t count)
{
	size_t i, lost = 0;
	char method[8], target[64];

	for (i = 0; i < count; i++) {
		ck_assert_int_eq(
			sscanf(requests[i], "%7s %63s", method, target), 2);
		lost += ask_status(method, target) == 503;
	}
	ck_assert_msg(lost == 0 || lost == count, "%zu of %zu", lost, count);
	return lost == count;
}

START_TEST(hashing_has_a_pool_of_its_own)
{
	bool lost, kept;

	front_hide("auth.sock");
	lost = are_lost(hashing, COUNT(hashing));
	kept = !are_lost(others, COUNT(others));
	front_show("auth.sock");
	ck_assert(lost);
	ck_assert(kept);
	while (ask_status("GET", "/auth/login") != 405)
		usleep(10 * 1000);

	front_hide("api.sock");
	kept = !are_lost(hashing, COUNT(hashing));
	lost = are_lost(others, COUNT(others));
	front_show("api.sock");
	ck_assert(kept);
	ck_assert(lost);
	while (ask_status("GET", "/health/live") != 200)
		usleep(10 * 1000);
}
END_TEST

START_TEST(each_pool_queues_thousands_of_requests)
{
	/* The kernel of another host may allow fewer. */
	FILE *file = fopen("/proc/sys/net/core/somaxconn", "r");
	char line[24] = "";
	int most = CONNECTIONS;

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	fclose(file);
	if (strtol(line, NULL, 10) < most)
		most = (int)strtol(line, NULL, 10);
	ck_assert_int_eq(front_count_connections("api.sock", most), most);
	ck_assert_int_eq(front_count_connections("auth.sock", most), most);
	/* They sent nothing and hung up; the pools serve on. */
	ck_assert_int_eq(ask_status("GET", "/health/live"), 200);
	ck_assert_int_eq(ask_status("GET", "/auth/login"), 405);
}
END_TEST

Suite *
api_suite_front_errors(void)
{
	Suite *suite = suite_create("fronts");
	TCase *tests = tcase_create("errors");

	suite_add_tcase(suite, tests);
	if (!client_is(&client_http))
		return suite;
	tcase_add_checked_fixture(tests, client_open, client_close);
	ADD_EACH(tests, broken_requests_are_refused_in_our_form, broken);
	ADD_EACH(tests, a_header_may_be_long_and_is_refused_in_our_form,
		headers);
	tcase_add_test(tests, a_pool_that_is_down_is_said_in_our_form);
	if (!front_has_pools())
		return suite;
	ADD_EACH(tests, a_pool_that_comes_back_is_used_within_two_seconds,
		pools);
	tcase_add_test(tests, hashing_has_a_pool_of_its_own);
	tcase_add_test(tests, each_pool_queues_thousands_of_requests);
	return suite;
}
