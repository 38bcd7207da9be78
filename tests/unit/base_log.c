/* base_log.c: log lines: their form, their levels and their length. */
#include "base/log.h"

#include "unit/lines.h"
#include "unit/suites.h"

#include <string.h>
#include <unistd.h>

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN "00f067aa0ba902b7"

static const struct log_context in_trace = {"req_1", TRACE, SPAN};

static struct log_request
sample(void)
{
	return (struct log_request){.method = base_text_of("GET"),
		.path = base_text_of("/todos/1"),
		.endpoint = "/todos/{id}",
		.status = 404,
		.duration = 1500,
		.user_id = "u-1",
		.error_code = "RESOURCE_001",
		.remote_addr = base_text_of("192.0.2.7")};
}

static void
expect_member(struct json_object *object, const char *name, const char *value)
{
	ck_assert_str_eq(lines_member(object, name), value);
}

START_TEST(an_event_is_one_object_on_one_line_in_one_write)
{
	struct json_object *object;

	lines_watch();
	base_log_context(&in_trace);
	base_log(LOG_WARNING, "two\nlines and \"%s\"", "quotes");
	base_log_context(NULL);
	object = lines_object();
	expect_member(object, "level", "WARNING");
	expect_member(object, "message", "two\nlines and \"quotes\"");
	expect_member(object, "request_id", "req_1");
	expect_member(object, "trace_id", TRACE);
	expect_member(object, "parent_id", SPAN);
	ck_assert_int_eq(lines_member(object, "timestamp")[10], 'T');
	ck_assert_int_eq(json_object_get_int(
				 json_object_object_get(object, "worker_pid")),
		getpid());
	json_object_put(object);
	ck_assert(!lines_next());
}
END_TEST

START_TEST(a_request_is_told_in_full)
{
	struct log_request request = sample();
	struct json_object *object;

	lines_watch();
	base_log_request(&request);
	object = lines_object();
	expect_member(object, "level", "INFO");
	expect_member(object, "message", "request");
	expect_member(object, "request_id", "null");
	expect_member(object, "method", "GET");
	expect_member(object, "path", "/todos/1");
	expect_member(object, "endpoint", "/todos/{id}");
	expect_member(object, "status", "404");
	expect_member(object, "duration_ms", "1.500");
	expect_member(object, "user_id", "u-1");
	expect_member(object, "error_code", "RESOURCE_001");
	expect_member(object, "remote_addr", "192.0.2.7");
	json_object_put(object);
}
END_TEST

START_TEST(what_is_not_known_of_a_request_is_null)
{
	static const char *const names[] = {"method", "path", "endpoint",
		"user_id", "error_code", "remote_addr"};
	struct log_request request = {.status = 200};
	struct json_object *object;
	size_t i;

	lines_watch();
	base_log_request(&request);
	object = lines_object();
	for (i = 0; i < COUNT(names); i++)
		ck_assert_str_eq(lines_member(object, names[i]), "null");
	json_object_put(object);
}
END_TEST

/* clang-format off */
static const struct {
	struct text path;
	const char *logged;
} hostile[] = {
	{{"/a\"b\\c", 6}, "/a\"b\\c"},
	{{"/a\r\nb\tc", 7}, "/a\r\nb\tc"},
	{{"/\x01\x1f\x7f", 4}, "/\x01\x1f\x7f"},
	{{"/\xff\xfe", 3}, "/\xef\xbf\xbd\xef\xbf\xbd"},
	{{"/\xc0\xaf\xed\xa0\x80", 6}, "/\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
	                               "\xef\xbf\xbd\xef\xbf\xbd"},
	{{"/\xe2\x82\xac", 4}, "/\xe2\x82\xac"},
	{{"/%s%n", 5}, "/%s%n"},
};
/* clang-format on */

START_TEST(hostile_bytes_stay_inside_their_string)
{
	struct log_request request = sample();
	struct json_object *object;

	lines_watch();
	request.path = hostile[_i].path;
	request.method = hostile[_i].path;
	request.remote_addr = hostile[_i].path;
	base_log_request(&request);
	object = lines_object();
	expect_member(object, "path", hostile[_i].logged);
	expect_member(object, "method", hostile[_i].logged);
	expect_member(object, "remote_addr", hostile[_i].logged);
	json_object_put(object);
}
END_TEST

START_TEST(a_context_is_copied_and_ends)
{
	struct log_context context = {"req_2", "", ""};
	struct json_object *object;

	lines_watch();
	base_log_context(&context);
	memset(&context, 'x', sizeof(context));
	base_log(LOG_INFO, "within");
	base_log_context(NULL);
	base_log(LOG_INFO, "after");
	object = lines_object();
	expect_member(object, "request_id", "req_2");
	/* In no trace there is no member for one. */
	ck_assert_int_eq(json_object_object_length(object), 5);
	json_object_put(object);
	object = lines_object();
	expect_member(object, "request_id", "null");
	ck_assert_int_eq(json_object_object_length(object), 5);
	json_object_put(object);
}
END_TEST

/* clang-format off */
static const struct {
	int64_t duration;
	const char *text;
} durations[] = {
	{0, "0.000"}, {7, "0.007"}, {89, "0.089"}, {999, "0.999"},
	{1000, "1.000"}, {60000010, "60000.010"},
};
/* clang-format on */

START_TEST(a_duration_is_in_milliseconds)
{
	struct log_request request = sample();
	struct json_object *object;

	lines_watch();
	request.duration = durations[_i].duration;
	base_log_request(&request);
	object = lines_object();
	expect_member(object, "duration_ms", durations[_i].text);
	json_object_put(object);
}
END_TEST

START_TEST(a_slow_request_names_its_slowest_statement)
{
	struct log_request request = sample();
	struct json_object *object;

	lines_watch();
	base_log_open(NULL, LOG_WARNING, true);
	request.statement = "TODO_LIST";
	request.statement_time = 2500;
	base_log_request(&request);
	ck_assert(!lines_next());
	request.slow = true;
	base_log_request(&request);
	object = lines_object();
	expect_member(object, "level", "WARNING");
	expect_member(object, "statement", "TODO_LIST");
	expect_member(object, "statement_ms", "2.500");
	json_object_put(object);
	request.statement = NULL;
	request.status = 500;
	base_log_request(&request);
	object = lines_object();
	expect_member(object, "level", "ERROR");
	expect_member(object, "statement", "null");
	expect_member(object, "statement_ms", "null");
	json_object_put(object);
}
END_TEST

START_TEST(a_request_that_is_not_slow_names_no_statement)
{
	struct log_request request = sample();

	lines_watch();
	request.statement = "TODO_LIST";
	request.statement_time = 2500;
	base_log_request(&request);
	ck_assert(lines_next());
	assert_lacks(lines_last, "statement");
	base_log_open(NULL, LOG_INFO, false);
	base_log_request(&request);
	ck_assert(lines_next());
	assert_lacks(lines_last, "TODO_LIST");
}
END_TEST

/* A request whose texts are all as long as they can be. */
static struct log_request
endless(char byte)
{
	static char text[20000];
	struct log_request request = sample();

	memset(text, byte, sizeof(text));
	request.method = request.path = request.remote_addr =
		(struct text){text, sizeof(text)};
	request.endpoint = "/admin/users/{id}/revoke-tokens-and-some-more";
	request.user_id = "0badc0de-0000-4000-8000-000000000000";
	request.error_code = "VALIDATION_008";
	request.status = 500;
	request.duration = request.statement_time = INT64_MAX;
	request.statement = "A_STATEMENT_WITH_QUITE_A_LONG_NAME";
	request.slow = true;
	return request;
}

static const char endless_bytes[] = {'a', '"', '\n', '\xff', '\x7f'};

START_TEST(no_line_is_longer_than_one_write_into_a_pipe)
{
	struct log_request request = endless(endless_bytes[_i]);
	struct log_context context = {"", TRACE, SPAN};
	struct json_object *object;

	lines_watch();
	memset(context.request_id, 'x', sizeof(context.request_id) - 1);
	base_log_context(&context);
	base_log_request(&request);
	object = lines_object();
	ck_assert_uint_le(strlen(lines_last), LOG_LINE);
	ck_assert_ptr_nonnull(
		strstr(lines_member(object, "path"), "\xe2\x80\xa6"));
	expect_member(object, "statement", request.statement);
	json_object_put(object);
	base_log(LOG_ERROR, "%.*s", (int)request.path.len, request.path.data);
	json_object_put(lines_object());
	ck_assert_uint_le(strlen(lines_last), LOG_LINE);
	base_log_open(NULL, LOG_INFO, false);
	base_log_request(&request);
	ck_assert(lines_next());
	ck_assert_uint_le(strlen(lines_last), LOG_LINE);
	ck_assert_int_eq(lines_last[strlen(lines_last) - 1], '\n');
}
END_TEST

static const char *const levels[] = {
	"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

START_TEST(lines_below_the_level_are_not_written)
{
	int level;

	lines_watch();
	base_log_open(NULL, (enum log_level)_i, true);
	for (level = LOG_DEBUG; level <= LOG_CRITICAL; level++)
		base_log((enum log_level)level, "event");
	for (level = _i; level <= LOG_CRITICAL; level++) {
		ck_assert(lines_next());
		assert_holds(lines_last, levels[level]);
	}
	ck_assert(!lines_next());
}
END_TEST

START_TEST(a_request_is_an_error_from_500_on)
{
	struct log_request request = sample();

	lines_watch();
	base_log_open("", LOG_ERROR, true);
	request.status = 499;
	base_log_request(&request);
	ck_assert(!lines_next());
	request.status = 500;
	base_log_request(&request);
	ck_assert(lines_next());
	assert_holds(lines_last, "\"level\":\"ERROR\"");
}
END_TEST

Suite *
base_log_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_event_is_one_object_on_one_line_in_one_write),
		ONCE(a_request_is_told_in_full),
		ONCE(a_context_is_copied_and_ends),
		EACH(a_duration_is_in_milliseconds, durations),
		ONCE(a_slow_request_names_its_slowest_statement),
		ONCE(a_request_that_is_not_slow_names_no_statement),
		EACH(no_line_is_longer_than_one_write_into_a_pipe,
			endless_bytes),
		ONCE(what_is_not_known_of_a_request_is_null),
		EACH(hostile_bytes_stay_inside_their_string, hostile),
		EACH(lines_below_the_level_are_not_written, levels),
		ONCE(a_request_is_an_error_from_500_on),
	};

	return suite_of("base_log", tests, COUNT(tests));
}
