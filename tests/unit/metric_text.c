/* metric_text.c: counters are written as Prometheus reads them. */
#include "metric/count.h"
#include "metric/map.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const methods[] = {"GET", "OTHER"};
static const char *const endpoints[] = {"/a", "unmatched"};
static const char *const statements[] = {"ONE"};
static const struct metric_names names = {
	{methods, 2}, {endpoints, 2}, {statements, 1}};

static void
open_metrics(void)
{
	char path[TEMP_PATH];

	temp_path("metrics", path);
	ck_assert_msg(
		metric_count_open(path, &names), "%s", metric_count_reason());
}

static struct buffer out;

static const char *
text(void)
{
	base_buffer_reset(&out);
	ck_assert(metric_count_write("1.2.3", &out));
	base_buffer_putc(&out, '\0');
	ck_assert(!out.failed);
	return out.data;
}

static void
expect_line(const char *line)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "\n%s\n", line);
	/* The whole text is too long for a message. */
	ck_assert_msg(strstr(text(), whole) != NULL, "no %s", line);
}

/* Durations in microseconds, and the bucket that each one is the first in. */
/* clang-format off */
static const struct {
	int64_t duration;
	const char *below, *in, *sum;
} edges[] = {
	{-5, NULL, "0.0001", "0.000000"},
	{0, NULL, "0.0001", "0.000000"},
	{100, NULL, "0.0001", "0.000100"},
	{101, "0.0001", "0.00025", "0.000101"},
	{1000, "0.0005", "0.001", "0.001000"},
	{1001, "0.001", "0.0025", "0.001001"},
	{999999, "0.5", "1", "0.999999"},
	{1000000, "0.5", "1", "1.000000"},
	{2500001, "2.5", "5", "2.500001"},
	{10000000, "5", "10", "10.000000"},
	{10000001, "10", "+Inf", "10.000001"},
	{INT64_C(86400000000), "10", "+Inf", "86400.000000"},
};
/* clang-format on */

START_TEST(a_bucket_holds_what_is_not_over_its_bound)
{
	char line[128];

	open_metrics();
	metric_count_statement(0, edges[_i].duration);
	snprintf(line, sizeof(line),
		"db_query_duration_seconds_bucket"
		"{statement=\"ONE\",le=\"%s\"} 1",
		edges[_i].in);
	expect_line(line);
	if (edges[_i].below) {
		snprintf(line, sizeof(line),
			"db_query_duration_seconds_bucket"
			"{statement=\"ONE\",le=\"%s\"} 0",
			edges[_i].below);
		expect_line(line);
	}
	snprintf(line, sizeof(line),
		"db_query_duration_seconds_sum"
		"{statement=\"ONE\"} %s",
		edges[_i].sum);
	expect_line(line);
	expect_line("db_query_duration_seconds_count{statement=\"ONE\"} 1");
}
END_TEST

START_TEST(buckets_add_up)
{
	size_t i;

	open_metrics();
	for (i = 0; i < COUNT(edges); i++)
		metric_count_hash(edges[i].duration);
	expect_line("password_hash_duration_seconds_bucket{le=\"0.0001\"} 3");
	expect_line("password_hash_duration_seconds_bucket{le=\"0.00025\"} 4");
	expect_line("password_hash_duration_seconds_bucket{le=\"1\"} 8");
	expect_line("password_hash_duration_seconds_bucket{le=\"10\"} 10");
	expect_line("password_hash_duration_seconds_bucket{le=\"+Inf\"} 12");
	expect_line("password_hash_duration_seconds_sum 86424.502203");
	expect_line("password_hash_duration_seconds_count 12");
}
END_TEST

/* Requests, and the series that each one is counted in. */
/* clang-format off */
static const struct {
	struct metric_request request;
	const char *series;
} counted[] = {
	{{0, 0, 200, OK, 1},
	 "http_requests_total{method=\"GET\",endpoint=\"/a\",status=\"200\"} 1"},
	{{1, 1, 404, REQUEST_002, 1},
	 "http_requests_total{method=\"OTHER\",endpoint=\"unmatched\","
	 "status=\"404\"} 1"},
	{{0, 0, 418, OK, 1},
	 "http_requests_total{method=\"GET\",endpoint=\"/a\",status=\"other\"} 1"},
	{{7, 9, 200, OK, 1},
	 "http_requests_total{method=\"OTHER\",endpoint=\"unmatched\","
	 "status=\"200\"} 1"},
	{{0, 0, 429, RATE_001, 1}, "http_errors_total{error_code=\"RATE_001\"} 1"},
	{{0, 0, 401, AUTH_001, 1}, "http_errors_total{error_code=\"AUTH_001\"} 1"},
};
/* clang-format on */

START_TEST(a_request_has_a_series_of_a_closed_list)
{
	open_metrics();
	metric_count_end(&counted[_i].request);
	expect_line(counted[_i].series);
}
END_TEST

START_TEST(every_error_has_a_status_of_its_own_series)
{
	struct metric_request request = {0};
	char line[128];

	open_metrics();
	for (request.error = OK; request.error < ERROR_COUNT; request.error++) {
		request.status = base_error_status(request.error);
		metric_count_end(&request);
		snprintf(line, sizeof(line), "status=\"%d\"", request.status);
		assert_holds(text(), line);
	}
	assert_lacks(text(), "status=\"other\"");
}
END_TEST

START_TEST(events_and_reconnects_are_counters)
{
	open_metrics();
	expect_line("db_reconnects_total 0");
	expect_line("auth_events_total{event=\"logout\"} 0");
	metric_count_reconnect();
	metric_count_reconnect();
	metric_count_event(EVENT_LOGOUT);
	expect_line("db_reconnects_total 2");
	expect_line("auth_events_total{event=\"logout\"} 1");
	expect_line("auth_events_total{event=\"throttled\"} 0");
	expect_line("todo_api_build_info{version=\"1.2.3\"} 1");
}
END_TEST

START_TEST(what_never_counted_has_no_series)
{
	const char *at;
	size_t lines = 0;

	open_metrics();
	for (at = text(); *at; at = strchr(at, '\n') + 1)
		lines += *at != '#';
	/* Errors, events, and five single ones. */
	ck_assert_uint_eq(lines, ERROR_COUNT - 1 + EVENT_COUNT + 5);
	assert_holds(out.data,
		"# TYPE http_requests_total counter\n"
		"# HELP http_request_duration_seconds ");
}
END_TEST

START_TEST(a_mapping_that_is_not_open_counts_nothing)
{
	static const struct metric_request request;

	metric_count_begin();
	metric_count_know(0, 0);
	metric_count_end(&request);
	metric_count_drop();
	metric_count_event(EVENT_LOGOUT);
	metric_count_statement(0, 1);
	metric_count_hash(1);
	metric_count_reconnect();
	ck_assert(!metric_count_write("1", &out));
	ck_assert_uint_eq(out.len, 0);
	ck_assert_str_eq(metric_count_reason(), "not opened");
	ck_assert(!metric_count_open("/nonexistent/metrics", &names));
	ck_assert(!metric_count_write("1", &out));
	ck_assert_str_eq(metric_count_reason(),
		"/nonexistent/metrics: No such file or directory");
	metric_count_end(&request);
}
END_TEST

START_TEST(a_text_without_memory_says_so)
{
	struct buffer short_of = {0};

	open_metrics();
	fail_all(FAIL_realloc);
	fail_all(FAIL_malloc);
	metric_count_write("1", &short_of);
	fail_none();
	ck_assert(short_of.failed);
}
END_TEST

Suite *
metric_text_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_bucket_holds_what_is_not_over_its_bound, edges),
		ONCE(buckets_add_up),
		EACH(a_request_has_a_series_of_a_closed_list, counted),
		ONCE(every_error_has_a_status_of_its_own_series),
		ONCE(events_and_reconnects_are_counters),
		ONCE(what_never_counted_has_no_series),
		ONCE(a_mapping_that_is_not_open_counts_nothing),
		ONCE(a_text_without_memory_says_so),
	};

	return suite_of("metric_text", tests, COUNT(tests));
}
