/* logs.c: each request leaves one line in the log, and no secret in any. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long start; /* of what the test's own requests wrote */

static FILE *
open_log(void)
{
	FILE *file = fopen(getenv("LOG_FILE"), "r");

	ck_assert_msg(file != NULL, "no log at %s", getenv("LOG_FILE"));
	return file;
}

/* Notes where the log ends now; at its start if it is not there yet. */
static void
mark(void)
{
	FILE *file = fopen(getenv("LOG_FILE"), "r");

	start = 0;
	if (!file)
		return;
	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	start = ftell(file);
	fclose(file);
}

/* What was written since the mark, NUL-terminated. */
static struct buffer
read_log(void)
{
	struct buffer text = {0};
	FILE *file = open_log();
	int c;

	ck_assert_int_eq(fseek(file, start, SEEK_SET), 0);
	while ((c = getc(file)) != EOF)
		base_buffer_putc(&text, (char)c);
	fclose(file);
	base_buffer_putc(&text, '\0');
	ck_assert(!text.failed);
	return text;
}

/* The one line of this request id, which the caller frees. */
static struct json_object *
find_line(const char *request_id)
{
	struct json_object *found = NULL, *line;
	struct buffer text = read_log();
	char *at = text.data, *stop;
	const char *id;
	int count = 0;

	for (; (stop = strchr(at, '\n')) != NULL; at = stop + 1) {
		*stop = '\0';
		line = json_tokener_parse(at);
		ck_assert_msg(json_object_is_type(line, json_type_object),
			"no JSON object: %s", at);
		id = sample_member(line, "request_id");
		if (id && strcmp(id, request_id) == 0 && ++count == 1)
			found = line;
		else
			json_object_put(line);
	}
	ck_assert_msg(*at == '\0', "no line break ends: %s", at);
	ck_assert_int_eq(count, 1);
	base_buffer_clear(&text);
	return found;
}

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
	ck_assert_int_eq(json_object_object_length(line), 13);
	ck_assert(sample_fits("dddd-dd-ddTdd:dd:dd.dddZ",
		sample_member(line, "timestamp")));
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
	check_number(line, "worker_pid", 2);
}

/* Sends what a trace says under a request id, and looks for its line. */
static void
check_trace(const struct trace *trace, const struct person *person)
{
	static const char id[] = "the-test.of_logs";
	const struct ask ask = {.method = trace->method, .body = trace->body,
		.target = trace->target,
		.token = trace->token ? person->access : NULL,
		.headers = {"X-Request-ID: the-test.of_logs"}};
	struct json_object *line;
	struct answer answer;

	mark();
	answer = client_send(&ask);
	ck_assert_pstr_eq(client_header(&answer, "x-request-id"), id);
	line = find_line(id);
	check_line(line, trace, person, answer.status);
	json_object_put(line);
	client_clear(&answer);
}

#define SOME_TODO "/todos/0badc0de-0000-4000-8000-000000000000"

static const struct trace traces[] = {
	{"GET", "/health", NULL, false, false, "/health", "/health", NULL},
	{"HEAD", "/health", NULL, false, false, "/health", "/health", NULL},
	{"GET", "/todos?limit=5&x=y", NULL, true, true, "/todos", "/todos", NULL},
	{"GET", "/todos?limit=x", NULL, true, true, "/todos", "/todos", "VALIDATION_002"},
	{"GET", "/todos", NULL, false, false, "/todos", "/todos", "AUTH_005"},
	{"POST", "/todos", "{\"title\":\"x\"}", true, true, "/todos", "/todos", NULL},
	{"POST", "/todos", "{", true, true, "/todos", "/todos", "REQUEST_001"},
	{"GET", SOME_TODO, NULL, true, true, SOME_TODO, "/todos/{id}", "RESOURCE_001"},
	{"DELETE", "/todos/x", NULL, true, true, "/todos/x", "/todos/{id}", "RESOURCE_001"},
	{"PATCH", "/todos/x", NULL, false, false, "/todos/x", "/todos/{id}", "REQUEST_003"},
	{"OPTIONS", "/todos/x", NULL, false, false, "/todos/x", "/todos/{id}", NULL},
	{"GET", "/nowhere?q=1", NULL, false, false, "/nowhere", NULL, "REQUEST_002"},
	{"GET", "/n%22%7b%c3%a9%5c", NULL, false, false, "/n\"{\xc3\xa9\\", NULL, "REQUEST_002"},
	{"POST", "/auth/login", "{\"email\":\"a\",\"password\":\"b\"}", false, false,
	 "/auth/login", "/auth/login", "AUTH_001"},
	{"POST", "/auth/refresh", "{\"refresh_token\":\"x\"}", false, false,
	 "/auth/refresh", "/auth/refresh", "AUTH_005"},
	{"POST", "/auth/logout", NULL, true, true, "/auth/logout", "/auth/logout", NULL},
};

START_TEST(each_request_leaves_one_whole_line)
{
	struct person person = person_new();
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

#define WRONG "Wrong-Password-77"
#define NEXT "Next-Password-88!"
#define MARK "zebra-in-the-body"

/* Sends a body that says who it is and holds two more members. */
static void
send_account(const struct person *person, const char *target, const char *token,
	const char *one, const char *two)
{
	char body[512];
	const struct ask ask = {.method = "POST", .target = target,
		.token = token, .body = body};
	struct answer answer;

	snprintf(body, sizeof(body), "{\"email\":\"%s\",%s,%s}", person->email,
		one, two);
	answer = client_send(&ask);
	ck_assert_int_lt(answer.status, 500);
	client_clear(&answer);
}

/* Sends what holds secrets, good and bad, by every door. */
static void
spill_secrets(const struct person *person)
{
	char cookie[1200], body[1200], longer[1100];
	struct ask ask = {.method = "POST", .target = "/auth/refresh",
		.headers = {cookie}};

	snprintf(cookie, sizeof(cookie), "Cookie: refresh_token=%s; other=" MARK,
		person->refresh);
	snprintf(body, sizeof(body), "{\"refresh_token\":\"%s\"}",
		person->refresh);
	snprintf(longer, sizeof(longer), "%sx", person->access);
	expect_status(client_send(&ask), 200);
	ask.headers[0] = NULL;
	ask.body = body;
	expect_status(client_send(&ask), 200);
	ask.target = "/todos";
	ask.token = person->access;
	ask.body = "{\"title\":\"" MARK "\",\"description\":\"" MARK "\"}";
	expect_status(client_send(&ask), 201);
	ask.body = "{\"title\":\"" MARK "\"";
	expect_error(client_send(&ask), "REQUEST_001");
	ask.token = longer;
	expect_error(client_send(&ask), "AUTH_006");
	ask.token = NULL;
	ask.headers[0] = "Authorization: Basic " MARK;
	expect_error(client_send(&ask), "AUTH_005");
	expect_status(person_ask(person, "GET", "/todos?token=" MARK, NULL), 200);
	send_account(person, "/auth/login", NULL, "\"password\":\"" WRONG "\"",
		"\"x\":\"" MARK "\"");
	send_account(person, "/auth/register", NULL,
		"\"password\":\"" PASSWORD "\"", "\"x\":1");
	send_account(person, "/auth/change-password", person->access,
		"\"current_password\":\"" WRONG "\"",
		"\"new_password\":\"" NEXT "\"");
	send_account(person, "/auth/change-password", person->access,
		"\"current_password\":\"" PASSWORD "\"",
		"\"new_password\":\"" NEXT "\"");
	ask.target = "/auth/logout";
	ask.body = NULL;
	ask.token = person->access;
	ask.headers[0] = cookie;
	expect_status(client_send(&ask), 200);
}

/* Asserts that the log holds nothing of the person but the id. */
static void
check_secrets(const char *log, const struct person *person)
{
	char previous[256];
	const char *const needles[] = {
		person->access, strchr(person->access, '.') + 1,
		strrchr(person->access, '.') + 1, person->refresh,
		strrchr(person->refresh, '.') + 1, person->email, PASSWORD,
		WRONG, NEXT, MARK, "$2b$", "Bearer", "refresh_token=",
		getenv("JWT_SECRET_KEY"), getenv("DATABASE_URL"),
		previous,
	};
	size_t i;

	/* The first of the list, without its quotes and brackets. */
	snprintf(previous, sizeof(previous), "%s",
		strchr(getenv("JWT_PREVIOUS_KEYS"), '"') + 1);
	previous[strcspn(previous, "\"")] = '\0';
	for (i = 0; i < COUNT(needles); i++)
		ck_assert_msg(strstr(log, needles[i]) == NULL,
			"%s is in the log", needles[i]);
}

START_TEST(no_secret_is_ever_logged)
{
	struct person person;
	struct buffer log;

	/* The program, where it is run for each request, should say its most. */
	setenv("LOG_LEVEL", "DEBUG", 1);
	mark();
	person = person_new();
	spill_secrets(&person);
	log = read_log();
	check_secrets(log.data, &person);
	/* It was the right log that was searched. */
	ck_assert_ptr_nonnull(strstr(log.data, person.id));
	ck_assert_ptr_nonnull(strstr(log.data, "/auth/change-password"));
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
	tcase_add_test(tests, no_secret_is_ever_logged);
	/* Web servers refuse control characters in a path themselves. */
	if (!client_is(&client_http))
		tcase_add_test(tests, a_path_cannot_forge_a_line);
	suite_add_tcase(suite, tests);
	return suite;
}
