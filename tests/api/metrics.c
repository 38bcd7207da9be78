/* metrics.c: what is counted of requests, sessions and the database. */
#include "front.h"
#include "post.h"
#include "sample.h"
#include "scrape.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_TODO "/todos/0badc0de-0000-4000-8000-000000000000"

/* Requests, and how they are counted: by method, endpoint, status, error. No
 * scrape is one, for a test's own scrapes count too. */
/* clang-format off */
static const struct {
	struct ask ask;
	const char *method, *endpoint, *status, *error;
} counted[] = {
	{{.target = "/health/live"}, "GET", "/health/live", "200", NULL},
	{{.target = "/health/live", .method = "HEAD"}, "HEAD", "/health/live", "200", NULL},
	{{.target = "/todos", .method = "OPTIONS"}, "OPTIONS", "/todos", "204",
	 NULL},
	{{.target = "/todos"}, "GET", "/todos", "401", "AUTH_005"},
	{{.target = NO_TODO}, "GET", "/todos/{id}", "401", "AUTH_005"},
	{{.target = NO_TODO, .token = "a.b.c"}, "GET", "/todos/{id}", "401",
	 "AUTH_005"},
	{{.target = "/todos?limit=1"}, "GET", "/todos", "401", "AUTH_005"},
	{{.target = "/health", .method = "DELETE"}, "DELETE", "/health", "405",
	 "REQUEST_003"},
	{{.target = "/health", .method = "PROPFIND"}, "OTHER", "/health", "405",
	 "REQUEST_003"},
	{{.target = "/nowhere"}, "GET", "unmatched", "404", "REQUEST_002"},
	{{.target = "/nowhere", .method = "PROPFIND"}, "OTHER", "unmatched",
	 "404", "REQUEST_002"},
	{{.target = "/auth/login", .method = "POST", .body = "{}"},
	 "POST", "/auth/login", "422", "VALIDATION_001"},
	{{.target = "/auth/login", .method = "POST", .body = "{"},
	 "POST", "/auth/login", "400", "REQUEST_001"},
	{{.target = "/auth/login", .method = "POST", .body = "x",
	  .content_type = "text/plain"},
	 "POST", "/auth/login", "415", "REQUEST_005"},
};
/* clang-format on */

START_TEST(a_request_counts_once_by_what_it_asked_and_got)
{
	scrape_mark();
	expect_status(client_send(&counted[_i].ask),
		(int)strtol(counted[_i].status, NULL, 10));
	expect_grown(1,
		"http_requests_total{method='%s',endpoint='%s',"
		"status='%s'}",
		counted[_i].method, counted[_i].endpoint, counted[_i].status);
	expect_grown(1, "http_request_duration_seconds_count{endpoint='%s'}",
		counted[_i].endpoint);
	if (counted[_i].error)
		expect_grown(1, "http_errors_total{error_code='%s'}",
			counted[_i].error);
}
END_TEST

START_TEST(the_scrape_itself_is_in_the_next_one)
{
	scrape_mark();
	expect_grown(1,
		"http_requests_total{method='GET',"
		"endpoint='/metrics',status='200'}");
}
END_TEST

/* Asserts that the buckets of a family's first series rise to its count. */
static void
check_buckets(const char *text, const char *family)
{
	char name[128];
	const char *line;
	double last = 0, value;
	int buckets = 0;

	snprintf(name, sizeof(name), "\n%s_bucket{", family);
	line = strstr(text, name);
	ck_assert_ptr_nonnull(line);
	for (; strncmp(line, name, strlen(name)) == 0;
		line = strchr(line + 1, '\n')) {
		value = strtod(strstr(line, "} ") + 2, NULL);
		ck_assert(value >= last);
		last = value;
		buckets++;
	}
	ck_assert_int_gt(buckets, 10);
	snprintf(name, sizeof(name), "\n%s_sum", family);
	ck_assert_int_eq(strncmp(line, name, strlen(name)), 0);
	line = strchr(line + 1, '\n');
	snprintf(name, sizeof(name), "\n%s_count", family);
	ck_assert_int_eq(strncmp(line, name, strlen(name)), 0);
	ck_assert(strtod(strchr(line, ' '), NULL) == last && last > 0);
}

START_TEST(histograms_rise_to_their_count)
{
	char *text;

	person_register();
	text = scrape();
	check_buckets(text, "http_request_duration_seconds");
	check_buckets(text, "db_query_duration_seconds");
	check_buckets(text, "password_hash_duration_seconds");
	free(text);
}
END_TEST

START_TEST(statements_and_hashes_are_counted)
{
	const struct ask health = {.target = "/health"};
	struct person person = person_register();

	scrape_mark();
	expect_status(client_send(&health), 200);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	expect_grown(1, "db_query_duration_seconds_count{statement='PING'}");
	expect_grown(1, "password_hash_duration_seconds_count");
}
END_TEST

START_TEST(a_connection_in_the_place_of_a_lost_one_is_counted)
{
	const struct ask health = {.target = "/health"};

	scrape_mark();
	expect_status(client_send(&health), 200);
	expect_grown(0, "db_reconnects_total");
	scrape_mark();
	psql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
	     "WHERE application_name = 'todo-api'");
	expect_status(client_send(&health), 200);
	expect_grown(1, "db_reconnects_total");
}
END_TEST

static void
expect_event(const char *event)
{
	expect_grown(1, "auth_events_total{event='%s'}", event);
	scrape_mark();
}

START_TEST(what_happens_to_sessions_is_counted)
{
	struct person person;
	char email[64];

	person_email(email);
	scrape_mark();
	expect_status(post("/auth/register",
			      "{'email':'%s',"
			      "'password':'" PASSWORD "'}",
			      email),
		201);
	expect_event("register");
	person = person_register();
	scrape_mark();
	expect_status(post_login(email, PASSWORD, NULL), 200);
	expect_event("login_ok");
	expect_error(post_login(email, "Wrong-horse-1", NULL), "AUTH_001");
	expect_event("login_failed");
	expect_status(post_refresh(person.refresh), 200);
	expect_event("refresh");
	expect_error(post_refresh(person.access), "AUTH_005");
	expect_event("refresh_refused");
	expect_error(post_as(person.access, "/auth/change-password",
			     "{'current_password':'Wrong-horse-1',"
			     "'new_password':'Other-horse-1'}"),
		"VALIDATION_007");
	expect_event("password_change_failed");
	expect_status(post_as(person.access, "/auth/change-password",
			      "{'current_password':'" PASSWORD "',"
			      "'new_password':'Other-horse-1'}"),
		200);
	expect_event("password_change");
	expect_status(post_as(person.access, "/auth/logout", "{}"), 200);
	expect_event("logout");
	person_login(&person, "Other-horse-1");
	scrape_mark();
	expect_status(post_as(person.access, "/auth/logout-all", "{}"), 200);
	expect_event("logout");
	expect_error(post_refresh(person.refresh), "AUTH_004");
	expect_event("refresh_reuse");
	expect_error(get_todos(person.access), "AUTH_004");
	expect_event("token_refused");
	scrape_forget();
}
END_TEST

START_TEST(who_sends_no_token_is_not_refused_one)
{
	scrape_mark();
	expect_error(get_todos(NULL), "AUTH_005");
	expect_grown(0, "auth_events_total{event='token_refused'}");
}
END_TEST

START_TEST(attempts_over_the_limit_are_counted)
{
	long limit = strtol(getenv("LOGIN_FAILURES_PER_MINUTE"), NULL, 10), i;
	char email[64];

	person_email(email);
	for (i = 0; i < limit; i++)
		expect_error(post_login(email, PASSWORD, NULL), "AUTH_001");
	scrape_mark();
	expect_error(post_login(email, PASSWORD, NULL), "RATE_001");
	expect_grown(1, "auth_events_total{event='throttled'}");
	expect_grown(0, "auth_events_total{event='login_failed'}");
}
END_TEST

/* Asks for a path that there is none of, a new one each time. */
static void
ask_for_nothing(int number)
{
	char path[64], method[32] = "PROPFIND";
	const struct ask ask = {.target = path, .method = method};

	snprintf(path, sizeof(path), "/%x/todos-%d", number * 7919, number);
	/* Web servers know no methods of our invention. */
	if (!client_is(&client_http))
		snprintf(method, sizeof(method), "M%d", number);
	expect_status(client_send(&ask), 404);
}

START_TEST(random_paths_and_methods_add_no_series)
{
	int i, count = client_is(&client_process) ? 10000 : 200;
	size_t series;
	char *text;

	ask_for_nothing(0);
	free(scrape());
	scrape_mark();
	text = scrape();
	for (i = 1; i <= count; i++)
		ask_for_nothing(i);
	expect_grown(count,
		"http_requests_total{method='OTHER',"
		"endpoint='unmatched',status='404'}");
	series = scrape_count(text);
	free(text);
	text = scrape();
	ck_assert_uint_eq(scrape_count(text), series);
	free(text);
}
END_TEST

START_TEST(the_whole_pool_is_seen)
{
	char *text = scrape();
	bool pools = client_is(&client_http) && front_has_pools();

	/* WORKERS and AUTH_WORKERS of tests/system/api.sh. */
	if (pools)
		ck_assert(scrape_value(text, "fcgi_workers") == 10);
	else
		ck_assert(scrape_value(text, "fcgi_workers") >= 1);
	ck_assert(scrape_value(text, "http_requests_in_flight") == 1);
	ck_assert(scrape_value(text, "process_start_time_seconds") > 1e9);
	ck_assert_ptr_nonnull(strstr(text, "\ntodo_api_build_info{version=\""));
	free(text);
}
END_TEST

START_TEST(each_family_says_what_it_is)
{
	static const char *const families[] = {
		"http_requests_total counter",
		"http_request_duration_seconds histogram",
		"http_requests_in_flight gauge",
		"http_errors_total counter",
		"db_query_duration_seconds histogram",
		"db_reconnects_total counter",
		"auth_events_total counter",
		"password_hash_duration_seconds histogram",
		"fcgi_workers gauge",
		"process_start_time_seconds gauge",
		"todo_api_build_info gauge",
	};
	char *text = scrape(), line[128];
	size_t i;

	for (i = 0; i < COUNT(families); i++) {
		snprintf(line, sizeof(line), "\n# TYPE %s\n", families[i]);
		ck_assert_msg(strstr(text, line) != NULL, "%s", families[i]);
		snprintf(line, sizeof(line), "# HELP %.*s ",
			(int)strcspn(families[i], " "), families[i]);
		ck_assert_msg(strstr(text, line) != NULL, "%s", families[i]);
	}
	free(text);
}
END_TEST

Suite *
api_suite_metrics(void)
{
	Suite *suite = suite_create("metrics");
	TCase *tests = tcase_create("metrics");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_checked_fixture(tests, NULL, scrape_forget);
	tcase_add_loop_test(tests,
		a_request_counts_once_by_what_it_asked_and_got, 0,
		(int)COUNT(counted));
	tcase_add_test(tests, the_scrape_itself_is_in_the_next_one);
	tcase_add_test(tests, histograms_rise_to_their_count);
	tcase_add_test(tests, statements_and_hashes_are_counted);
	/* Of a pool nobody knows how many there were. */
	if (client_is(&client_process))
		tcase_add_test(tests,
			a_connection_in_the_place_of_a_lost_one_is_counted);
	tcase_add_test(tests, what_happens_to_sessions_is_counted);
	tcase_add_test(tests, who_sends_no_token_is_not_refused_one);
	tcase_add_test(tests, attempts_over_the_limit_are_counted);
	tcase_add_test(tests, random_paths_and_methods_add_no_series);
	tcase_add_test(tests, the_whole_pool_is_seen);
	tcase_add_test(tests, each_family_says_what_it_is);
	suite_add_tcase(suite, tests);
	return suite;
}
