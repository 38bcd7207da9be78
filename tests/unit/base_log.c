/* base_log.c: log lines: their form, their levels and where they go. */
#include "base/log.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/suites.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char line[4096];
static int reader = -1;

/* From now on each write to standard error is one datagram. */
static void
watch(void)
{
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends),
		0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	reader = ends[0];
}

/* Takes what the next write wrote into line; false when there is none. */
static bool
next_line(void)
{
	ssize_t len = read(reader, line, sizeof(line) - 1);

	line[len > 0 ? len : 0] = '\0';
	return len > 0;
}

/* The next line as JSON, which the caller puts back. */
static struct json_object *
next_object(void)
{
	struct json_object *object;

	ck_assert(next_line());
	ck_assert_int_eq(line[strlen(line) - 1], '\n');
	ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
	object = json_tokener_parse(line);
	ck_assert_msg(json_object_is_type(object, json_type_object), "%s", line);
	return object;
}

static const char *
member(struct json_object *object, const char *name)
{
	struct json_object *value;

	ck_assert_msg(json_object_object_get_ex(object, name, &value), "%s", name);
	return value ? json_object_get_string(value) : "null";
}

static struct log_request
sample(void)
{
	return (struct log_request){.method = base_text_of("GET"),
		.path = base_text_of("/todos/1"), .endpoint = "/todos/{id}",
		.status = 404, .duration = 1500, .user_id = "u-1",
		.error_code = "RESOURCE_001",
		.remote_addr = base_text_of("192.0.2.7")};
}

START_TEST(an_event_is_one_object_on_one_line_in_one_write)
{
	struct json_object *object;

	watch();
	base_log_context("req_1");
	base_log(LOG_WARNING, "two\nlines and \"%s\"", "quotes");
	base_log_context(NULL);
	object = next_object();
	ck_assert_str_eq(member(object, "level"), "WARNING");
	ck_assert_str_eq(member(object, "message"), "two\nlines and \"quotes\"");
	ck_assert_str_eq(member(object, "request_id"), "req_1");
	ck_assert_int_eq(member(object, "timestamp")[10], 'T');
	ck_assert_int_eq(json_object_get_int(
		json_object_object_get(object, "worker_pid")), getpid());
	json_object_put(object);
	ck_assert(!next_line());
}
END_TEST

START_TEST(a_request_is_told_in_full)
{
	struct log_request request = sample();
	struct json_object *object;

	watch();
	base_log_request(&request);
	object = next_object();
	ck_assert_str_eq(member(object, "level"), "INFO");
	ck_assert_str_eq(member(object, "message"), "request");
	ck_assert_str_eq(member(object, "request_id"), "null");
	ck_assert_str_eq(member(object, "method"), "GET");
	ck_assert_str_eq(member(object, "path"), "/todos/1");
	ck_assert_str_eq(member(object, "endpoint"), "/todos/{id}");
	ck_assert_str_eq(member(object, "status"), "404");
	ck_assert_str_eq(member(object, "duration_ms"), "1.500");
	ck_assert_str_eq(member(object, "user_id"), "u-1");
	ck_assert_str_eq(member(object, "error_code"), "RESOURCE_001");
	ck_assert_str_eq(member(object, "remote_addr"), "192.0.2.7");
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

	watch();
	base_log_request(&request);
	object = next_object();
	for (i = 0; i < COUNT(names); i++)
		ck_assert_str_eq(member(object, names[i]), "null");
	json_object_put(object);
}
END_TEST

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

START_TEST(hostile_bytes_stay_inside_their_string)
{
	struct log_request request = sample();
	struct json_object *object;

	watch();
	request.path = hostile[_i].path;
	request.method = hostile[_i].path;
	request.remote_addr = hostile[_i].path;
	base_log_request(&request);
	object = next_object();
	ck_assert_str_eq(member(object, "path"), hostile[_i].logged);
	ck_assert_str_eq(member(object, "method"), hostile[_i].logged);
	ck_assert_str_eq(member(object, "remote_addr"), hostile[_i].logged);
	json_object_put(object);
}
END_TEST

static const char *const levels[] = {"DEBUG", "INFO", "WARNING", "ERROR",
	"CRITICAL"};

START_TEST(lines_below_the_level_are_not_written)
{
	int level;

	watch();
	base_log_open(NULL, (enum log_level)_i, true);
	for (level = LOG_DEBUG; level <= LOG_CRITICAL; level++)
		base_log((enum log_level)level, "event");
	for (level = _i; level <= LOG_CRITICAL; level++) {
		ck_assert(next_line());
		assert_holds(line, levels[level]);
	}
	ck_assert(!next_line());
}
END_TEST

START_TEST(a_request_is_an_error_from_500_on)
{
	struct log_request request = sample();

	watch();
	base_log_open("", LOG_ERROR, true);
	request.status = 499;
	base_log_request(&request);
	ck_assert(!next_line());
	request.status = 500;
	base_log_request(&request);
	ck_assert(next_line());
	assert_holds(line, "\"level\":\"ERROR\"");
}
END_TEST

START_TEST(the_text_form_is_one_line_for_people)
{
	struct log_request request = sample();

	watch();
	base_log_open(NULL, LOG_INFO, false);
	base_log_context("req_1");
	base_log(LOG_WARNING, "be\ncareful\x1b\x7f caf\xc3\xa9");
	ck_assert(next_line());
	assert_holds(line, "Z WARNING  be?careful?? caf\xc3\xa9 req_1\n");
	request.method = base_text_of("GET\r");
	request.path = base_text_of("/a\nb\x1b[2J");
	base_log_request(&request);
	ck_assert(next_line());
	assert_holds(line, "Z INFO     request req_1 GET? \"/a\\nb\\u001b[2J\" "
		"404 1.500ms RESOURCE_001\n");
	base_log_context(NULL);
	request = (struct log_request){.status = 200};
	base_log_request(&request);
	ck_assert(next_line());
	assert_holds(line, "request  \"\" 200 0.000ms \n");
	base_log_close();
}
END_TEST

START_TEST(lines_are_appended_to_the_file)
{
	char path[TEMP_PATH];

	watch();
	temp_write("log", "before\n", 7, path);
	ck_assert(base_log_open(path, LOG_INFO, true));
	base_log(LOG_INFO, "to the file");
	base_log_close();
	base_log(LOG_INFO, "to the terminal");
	temp_read(path, line, sizeof(line));
	ck_assert_ptr_eq(strstr(line, "before\n{"), line);
	assert_holds(line, "to the file");
	assert_lacks(line, "to the terminal");
	ck_assert(next_line());
	assert_holds(line, "to the terminal");
}
END_TEST

START_TEST(a_rotated_file_is_opened_again_by_its_name)
{
	char path[TEMP_PATH], old[TEMP_PATH];

	temp_path("log", path);
	temp_path("log.1", old);
	ck_assert(base_log_open(path, LOG_INFO, true));
	base_log(LOG_INFO, "first");
	ck_assert_int_eq(rename(path, old), 0);
	base_log(LOG_INFO, "second");
	base_log_reopen();
	base_log(LOG_INFO, "third");
	base_log_close();
	temp_read(old, line, sizeof(line));
	assert_holds(line, "first");
	assert_holds(line, "second");
	assert_lacks(line, "third");
	temp_read(path, line, sizeof(line));
	assert_lacks(line, "second");
	assert_holds(line, "third");
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_leaves_the_terminal)
{
	watch();
	errno = 0;
	ck_assert(!base_log_open("/nonexistent/log", LOG_INFO, true));
	ck_assert_int_eq(errno, ENOENT);
	base_log(LOG_INFO, "still here");
	ck_assert(next_line());
	assert_holds(line, "still here");
}
END_TEST

START_TEST(a_rotation_that_fails_loses_no_line)
{
	char path[TEMP_PATH], old[TEMP_PATH];

	temp_path("log", path);
	temp_path("log.1", old);
	ck_assert(base_log_open(path, LOG_INFO, true));
	ck_assert_int_eq(rename(path, old), 0);
	/* A link to nowhere cannot be created by opening it. */
	ck_assert_int_eq(symlink("/nonexistent/log", path), 0);
	base_log_reopen();
	base_log(LOG_INFO, "afterwards");
	base_log_close();
	temp_read(old, line, sizeof(line));
	assert_holds(line, "cannot reopen the log file");
	assert_holds(line, "afterwards");
}
END_TEST

START_TEST(a_line_without_memory_says_that_it_is_lost)
{
	struct json_object *object;

	watch();
	fail_nth(FAIL_realloc, 1);
	base_log(LOG_INFO, "gone");
	ck_assert(fail_happened());
	object = next_object();
	ck_assert_str_eq(member(object, "message"),
		"out of memory: a log line is lost");
	json_object_put(object);
	base_log(LOG_INFO, "here again");
	ck_assert(next_line());
	assert_holds(line, "here again");
}
END_TEST

START_TEST(logging_leaves_errno_alone)
{
	watch();
	close(STDERR_FILENO);
	errno = EDOM;
	base_log(LOG_INFO, "to nobody");
	ck_assert_int_eq(errno, EDOM);
}
END_TEST

Suite *
base_log_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_event_is_one_object_on_one_line_in_one_write),
		ONCE(a_request_is_told_in_full),
		ONCE(what_is_not_known_of_a_request_is_null),
		EACH(hostile_bytes_stay_inside_their_string, hostile),
		EACH(lines_below_the_level_are_not_written, levels),
		ONCE(a_request_is_an_error_from_500_on),
		ONCE(the_text_form_is_one_line_for_people),
		ONCE(lines_are_appended_to_the_file),
		ONCE(a_rotated_file_is_opened_again_by_its_name),
		ONCE(a_file_that_cannot_be_opened_leaves_the_terminal),
		ONCE(a_rotation_that_fails_loses_no_line),
		ONCE(a_line_without_memory_says_that_it_is_lost),
		ONCE(logging_leaves_errno_alone),
	};

	return suite_of("base_log", tests, COUNT(tests));
}
