/* logs.c: each request leaves one line in the log, and what is in it. */
#include "log.h"
#include "process.h"
#include "sample.h"
#include "suites.h"

#include "db/statement.h"

#include <stdio.h>
#include <string.h>

/* Asserts that a member of the line is this; NULL stands for null. */
static void
check_member(struct json_object *line, const char *name, const char *wanted)
{
	const char *got = sample_member(line, name);

	if (!wanted)
		ck_assert_msg(got == NULL, "%s: %s", name, got);
	else
		ck_assert_pstr_eq(got, wanted);
}

/* Asserts that a member of the line is a number, and not below a least. */
static void
check_number(struct json_object *line, const char *name, double least)
{
	struct json_object *value;

	ck_assert(json_object_object_get_ex(line, name, &value));
	ck_assert(json_object_is_type(value, json_type_int) ||
		json_object_is_type(value, json_type_double));
	ck_assert_double_ge(json_object_get_double(value), least);
}

/* What a request should leave; mine: a line with the person's id. */
struct trace {
	const char *method, *target, *body;
	bool token, mine;
	const char *path, *endpoint, *error_code;
};

static void
check_line(struct json_object *line, const struct trace *trace,
	const struct person *person, int status)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", status);
	ck_assert_int_eq(json_object_object_length(line), 14);
	ck_assert(sample_fits(
		"dddd-dd-ddTdd:dd:dd.dddZ", sample_member(line, "timestamp")));
	check_member(line, "level", "INFO");
	check_member(line, "message", "request");
	check_member(line, "method", trace->method);
	check_member(line, "path", trace->path);
	check_member(line, "endpoint", trace->endpoint);
	check_member(line, "status", number);
	check_member(line, "user_id", trace->mine ? person->id : NULL);
	check_member(line, "error_code", trace->error_code);
	check_member(line, "remote_addr", client_address());
	check_number(line, "status", 200);
	check_number(line, "duration_ms", 0);
	check_number(line, "bytes", 0);
	check_number(line, "worker_pid", 2);
}

/* Sends what a trace says under a request id, and looks for its line. */
static void
check_trace(const struct trace *trace, const struct person *person)
{
	static const char id[] = "the-test.of_logs";
	const struct ask ask = {.method = trace->method,
		.body = trace->body,
		.target = trace->target,
		.token = trace->token ? person->access : NULL,
		.headers = {"X-Request-ID: the-test.of_logs"}};
	struct json_object *line;
	struct answer answer;

	log_mark();
	answer = client_send(&ask);
	ck_assert_pstr_eq(client_header(&answer, "x-request-id"), id);
	line = log_line(id);
	check_line(line, trace, person, answer.status);
	json_object_put(line);
	client_clear(&answer);
}

#define SOME_TODO "/todos/0badc0de-0000-4000-8000-000000000000"

/* clang-format off */
static const struct trace traces[] = {
	{"GET", "/health", NULL, false, false, "/health", "/health", NULL},
	{"HEAD", "/health", NULL, false, false, "/health", "/health", NULL},
	{"GET", "/todos?limit=5&x=y", NULL, true, true, "/todos", "/todos", NULL},
	{"GET", "/todos?limit=x", NULL, true, true, "/todos", "/todos", "VALIDATION_002"},
	{"GET", "/todos", NULL, false, false, "/todos", "/todos", "AUTH_005"},
	{"POST", "/todos", "{'title':'x'}", true, true, "/todos", "/todos", NULL},
	{"POST", "/todos", "{", true, true, "/todos", "/todos", "REQUEST_001"},
	{"GET", SOME_TODO, NULL, true, true, SOME_TODO, "/todos/{id}", "RESOURCE_001"},
	{"DELETE", "/todos/x", NULL, true, true, "/todos/x", "/todos/{id}", "RESOURCE_001"},
	{"PATCH", "/todos", NULL, false, false, "/todos", "/todos", "REQUEST_003"},
	{"OPTIONS", "/todos/x", NULL, false, false, "/todos/x", "/todos/{id}", NULL},
	{"GET", "/nowhere?q=1", NULL, false, false, "/nowhere", NULL, "REQUEST_002"},
	{"GET", "/n%22%7b%c3%a9%5c", NULL, false, false, "/n\"{\xc3\xa9\\", NULL, "REQUEST_002"},
	{"POST", "/auth/login", "{'email':'a','password':'b'}", false, false,
	 "/auth/login", "/auth/login", "AUTH_001"},
	{"POST", "/auth/refresh", "{'refresh_token':'x'}", false, false,
	 "/auth/refresh", "/auth/refresh", "AUTH_005"},
	{"POST", "/auth/logout", NULL, true, true, "/auth/logout", "/auth/logout", NULL},
};
/* clang-format on */

START_TEST(each_request_leaves_one_whole_line)
{
	struct person person = person_register();
	size_t i;

	for (i = 0; i < COUNT(traces); i++)
		check_trace(&traces[i], &person);
}
END_TEST

START_TEST(a_path_cannot_forge_a_line)
{
	static const struct trace forged = {"GET",
		"/x%0a%7b%22level%22:%22INFO%22%7d%0d%ff", NULL, false, false,
		"/x\n{\"level\":\"INFO\"}\r\xef\xbf\xbd", NULL, "REQUEST_002"};
	struct person nobody = {0};

	check_trace(&forged, &nobody);
}
END_TEST

#define TRACE_OF "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN_OF "00f067aa0ba902b7"

/* clang-format off */
static const struct {
	const char *header;
	bool taken;
} parents[] = {
	{"traceparent: 00-" TRACE_OF "-" SPAN_OF "-01", true},
	{"Traceparent: 01-" TRACE_OF "-" SPAN_OF "-00-more", true},
	{"traceparent: 00-" TRACE_OF "-" SPAN_OF "-01-more", false},
	{"traceparent: 00-" TRACE_OF "-0000000000000000-01", false},
	{"traceparent: \"}", false},
};
/* clang-format on */

START_TEST(a_well_formed_traceparent_is_on_the_line)
{
	const struct ask ask = {.target = "/nowhere",
		.headers = {
			"X-Request-ID: the-trace.of_logs", parents[_i].header}};
	struct json_object *line;
	struct answer answer;

	log_mark();
	answer = client_send(&ask);
	ck_assert_int_eq(answer.status, 404);
	/* We tell the caller nothing of it. */
	ck_assert_ptr_null(client_header(&answer, "traceresponse"));
	ck_assert_ptr_null(client_header(&answer, "traceparent"));
	line = log_line("the-trace.of_logs");
	ck_assert_int_eq(
		json_object_object_length(line), parents[_i].taken ? 16 : 14);
	if (parents[_i].taken) {
		check_member(line, "trace_id", TRACE_OF);
		check_member(line, "parent_id", SPAN_OF);
	}
	json_object_put(line);
	client_clear(&answer);
}
END_TEST

/* A login with LOG_SLOW_MS set to this, and its line. */
static struct json_object *
log_in_slowly(long slow_ms)
{
	struct ask ask = {.method = "POST",
		.target = "/auth/login",
		.headers = {"X-Request-ID: the-slow.of_logs"}};
	struct person person = person_register();
	char body[256];

	snprintf(body, sizeof(body), "{'email':'%s','password':'" PASSWORD "'}",
		person.email);
	ask.body = body;
	process_settings.log_slow_ms = slow_ms;
	log_mark();
	expect_status(client_send(&ask), 200);
	return log_line("the-slow.of_logs");
}

/* Whether a statement of the list has the name. */
static bool
is_statement(const char *name)
{
	enum db_statement i;

	for (i = 0; name && i < DB_STATEMENT_COUNT; i++) {
		if (strcmp(name, db_statement_name(i)) == 0)
			return true;
	}
	return false;
}

/* Even at the cost that tests have, bcrypt takes more than a millisecond. */
START_TEST(a_slow_request_is_a_warning_that_names_a_statement)
{
	struct json_object *line = log_in_slowly(1);

	ck_assert_int_eq(json_object_object_length(line), 16);
	check_member(line, "level", "WARNING");
	check_number(line, "duration_ms", 1);
	check_number(line, "statement_ms", 0);
	ck_assert(is_statement(sample_member(line, "statement")));
	json_object_put(line);
}
END_TEST

static const long never_slow[] = {0, 600000};

START_TEST(a_request_within_its_time_is_not_slow)
{
	struct json_object *line = log_in_slowly(never_slow[_i]);

	ck_assert_int_eq(json_object_object_length(line), 14);
	check_member(line, "level", "INFO");
	json_object_put(line);
}
END_TEST

/* Without a database there is a line that tells why, and that of the request. */
START_TEST(every_line_of_a_request_has_its_id_and_trace)
{
	const struct ask ask = {.target = "/health",
		.headers = {"X-Request-ID: the-loss.of_logs",
			"traceparent: 00-" TRACE_OF "-" SPAN_OF "-01"}};
	struct buffer log;
	char *at, *stop;
	int count = 0;

	process_settings.database_url =
		"postgresql://todo@/todo?host=/nonexistent";
	process_reopen();
	log_mark();
	expect_status(client_send(&ask), 503);
	log = log_read();
	for (at = log.data; (stop = strchr(at, '\n')); at = stop + 1, count++) {
		*stop = '\0';
		ck_assert_msg(strstr(at,
				      "\"request_id\":\"the-loss.of_logs\","
				      "\"trace_id\":\"" TRACE_OF
				      "\",\"parent_id\":\"" SPAN_OF "\""),
			"%s", at);
	}
	ck_assert_int_ge(count, 2);
	base_buffer_clear(&log);
}
END_TEST

Suite *
api_suite_logs(void)
{
	Suite *suite = suite_create("logs");
	TCase *tests = tcase_create("logs");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, each_request_leaves_one_whole_line);
	tcase_add_loop_test(tests, a_well_formed_traceparent_is_on_the_line, 0,
		COUNT(parents));
	/* Web servers refuse control characters in a path themselves. */
	if (!client_is(&client_http))
		tcase_add_test(tests, a_path_cannot_forge_a_line);
	if (client_is(&client_process)) {
		tcase_add_test(tests,
			a_slow_request_is_a_warning_that_names_a_statement);
		tcase_add_loop_test(tests,
			a_request_within_its_time_is_not_slow, 0,
			COUNT(never_slow));
		tcase_add_test(
			tests, every_line_of_a_request_has_its_id_and_trace);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
