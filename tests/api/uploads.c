/* uploads.c: sizes, media types and broken-off bodies, and who is told what. */
#include "raw.h"
#include "sample.h"
#include "suites.h"

#include <string.h>
#include <sys/socket.h>

#define LIMIT 65536 /* bytes of a body, as the settings have it by default */
#define A_TODO "{\"title\":\"x\"}"

/* A good todo's body of so many bytes: blanks may follow. Static. */
static const char *
padded(size_t len)
{
	return sample_repeat(A_TODO, " ", len - strlen(A_TODO), "");
}

START_TEST(a_body_may_have_64_kib_and_no_byte_more)
{
	struct person person = person_new();
	char id[37];

	person_add_todo(&person, "x", id);
	expect_status(
		person_ask(&person, "POST", "/todos", padded(LIMIT)), 201);
	expect_status(
		person_ask(&person, "PUT", sample_path(id), padded(LIMIT)),
		200);
	expect_error(person_ask(&person, "POST", "/todos", padded(LIMIT + 1)),
		"REQUEST_004");
	expect_error(
		person_ask(&person, "PUT", sample_path(id), padded(LIMIT + 1)),
		"REQUEST_004");
	expect_error(person_ask(&person, "POST", "/todos", padded(100000)),
		"REQUEST_004");
	expect_error(
		person_ask(&person, "POST", "/auth/login", padded(LIMIT + 1)),
		"REQUEST_004");
	expect_error(
		person_ask(&person, "POST", "/auth/logout", padded(LIMIT + 1)),
		"REQUEST_004");
	ck_assert_int_eq(sample_count(&person), 2);
}
END_TEST

START_TEST(a_body_has_to_say_that_it_is_json)
{
	/* clang-format off */
	static const struct {
		const char *type;
		int status;
	} cases[] = {
		{"application/json", 201}, {"APPLICATION/Json", 201},
		{"application/json; charset=utf-8", 201},
		{"application/json;charset=UTF-8", 201},
		{"application/json ; charset=\"utf-8\"", 201},
		{"application/json; Charset=Utf-8; x=y", 201},
		{"", 415}, {"text/plain", 415}, {"text/json", 415},
		{"application/x-www-form-urlencoded", 415},
		{"multipart/form-data; boundary=x", 415},
		{"application/jsonx", 415}, {"application/jso", 415},
		{"application/json-patch+json", 415}, {"application", 415},
		{"application/vnd.api+json", 415}, {"*/*", 415}, {"json", 415},
		{"application/json; charset=latin1", 415},
		{"application/json; charset=utf-16", 415},
		{"application/json; charset=utf-8; charset=latin1", 415},
		{"application/json; charset=", 415},
		{"application/json; charset=utf-8x", 415},
		{"text/plain; x=application/json", 415},
		{"application/json, text/plain", 415},
	};
	/* clang-format on */
	struct person person = person_new();
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = A_TODO};
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		ask.content_type = cases[i].type;
		answer = client_send(&ask);
		ck_assert_msg(answer.status == cases[i].status, "%s: %d",
			cases[i].type, answer.status);
		if (answer.status == 415)
			expect_error(answer, "REQUEST_005");
		else
			client_clear(&answer);
	}
	ck_assert_int_eq(sample_count(&person), 6);
}
END_TEST

START_TEST(without_a_body_no_type_is_asked_for)
{
	struct person person = person_new();
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.content_type = "text/plain"};

	expect_error(client_send(&ask), "REQUEST_001");
	ask.target = "/auth/logout";
	expect_status(client_send(&ask), 200);
}
END_TEST

START_TEST(checks_come_in_the_documented_order)
{
	/* Each row has all the faults of the rows below it, as far as it can. */
	/* clang-format off */
	static const struct {
		const char *method, *target, *type, *body, *code;
		bool large, token;
	} cases[] = {
		{"POST", "/nowhere", "text/plain", "{", "REQUEST_002", true, false},
		{"PUT", "/todos", "text/plain", "{", "REQUEST_003", true, false},
		{"POST", "/todos", "text/plain", "{", "REQUEST_005", true, false},
		{"POST", "/todos", NULL, "{", "REQUEST_004", true, false},
		{"POST", "/todos", NULL, "{", "AUTH_005", false, false},
		{"POST", "/todos", NULL, "{'title':1", "REQUEST_001", false, true},
		{"POST", "/todos", NULL, "{'title':1}", "VALIDATION_002", false, true},
		{"PUT", "/todos/1", "text/plain", "{", "REQUEST_005", true, false},
		{"PUT", "/todos/1", NULL, "{", "REQUEST_004", true, false},
		{"PUT", "/todos/1", NULL, "{", "AUTH_005", false, false},
		{"PUT", "/todos/1", NULL, "{", "REQUEST_001", false, true},
		{"PUT", "/todos/1", NULL, "{'title':1}", "VALIDATION_002", false, true},
		{"PUT", "/todos/1", NULL, "{'title':'x'}", "RESOURCE_001", false, true},
		{"GET", "/todos?skip=x", NULL, NULL, "AUTH_005", false, false},
		{"GET", "/todos?skip=x", NULL, NULL, "VALIDATION_002", false, true},
		{"DELETE", "/todos/1", NULL, NULL, "AUTH_005", false, false},
		{"POST", "/auth/logout", "text/plain", "{", "REQUEST_005", true, false},
		{"POST", "/auth/logout", NULL, "{", "REQUEST_004", true, false},
		{"POST", "/auth/logout", NULL, "{", "AUTH_005", false, false},
		{"POST", "/auth/logout", NULL, "{", "REQUEST_001", false, true},
		{"POST", "/auth/login", "text/plain", "{", "REQUEST_005", true, true},
		{"POST", "/auth/login", NULL, "{", "REQUEST_004", true, true},
		{"POST", "/auth/login", NULL, "{", "REQUEST_001", false, true},
		{"POST", "/auth/login", NULL, "{}", "VALIDATION_001", false, true},
	};
	/* clang-format on */
	struct person person = person_new();
	struct ask ask;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		ask = (struct ask){.method = cases[i].method,
			.target = cases[i].target,
			.content_type = cases[i].type,
			.token = cases[i].token ? person.access : NULL,
			.body = cases[i].large ?
				sample_repeat(cases[i].body, " ", LIMIT, "") :
				cases[i].body};
		expect_error(client_send(&ask), cases[i].code);
	}
}
END_TEST

START_TEST(a_body_that_nobody_asked_for_is_ignored)
{
	static const char *const types[] = {NULL, "", "text/plain"};
	struct person person = person_new();
	struct ask ask = {.token = person.access};
	char id[37];
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		person_add_todo(&person, "x", id);
		ask.content_type = types[i];
		ask.method = "GET";
		ask.body = "{not json";
		ask.target = "/todos";
		expect_status(client_send(&ask), 200);
		ask.target = "/health/live";
		expect_status(client_send(&ask), 200);
		ask.target = sample_path(id);
		expect_status(client_send(&ask), 200);
		ask.method = "OPTIONS";
		expect_status(client_send(&ask), 204);
		ask.method = "DELETE";
		ask.body = padded(LIMIT + 1);
		expect_status(client_send(&ask), 204);
	}
	ck_assert_int_eq(sample_count(&person), 0);
}
END_TEST

START_TEST(a_length_that_does_not_fit_the_body_changes_nothing)
{
	/* clang-format off */
	static const struct {
		const char *announced, *type, *code;
	} cases[] = {
		{"14", NULL, "REQUEST_001"}, {"65536", NULL, "REQUEST_001"},
		{"999999", NULL, "REQUEST_004"},
		{"999999", "text/plain", "REQUEST_005"},
		{"999999999999999999", NULL, "REQUEST_004"},
		{"99999999999999999999", NULL, "REQUEST_004"},
		{"-1", NULL, "REQUEST_001"}, {"13x", NULL, "REQUEST_001"},
		{"0xd", NULL, "REQUEST_001"}, {"0", NULL, "REQUEST_001"},
		/* A beginning that is no JSON by itself. */
		{"12", NULL, "REQUEST_001"},
	};
	/* clang-format on */
	struct person person = person_new();
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = A_TODO};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		ask.announced = cases[i].announced;
		ask.content_type = cases[i].type;
		expect_error(client_send(&ask), cases[i].code);
	}
	ck_assert_int_eq(sample_count(&person), 0);
	/* What follows the announced body is not read. */
	ask.content_type = NULL;
	ask.announced = "13";
	ask.body = A_TODO "{";
	expect_status(client_send(&ask), 201);
}
END_TEST

START_TEST(a_body_without_a_length_is_read_to_its_end)
{
	struct person person = person_new();
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = A_TODO,
		.announced = "",
		.headers = {"Transfer-Encoding: chunked"}};

	expect_status(client_send(&ask), 201);
	ask.body = padded(LIMIT);
	expect_status(client_send(&ask), 201);
	ask.body = padded(LIMIT + 1);
	expect_error(client_send(&ask), "REQUEST_004");
	ask.body = "{'title':";
	expect_error(client_send(&ask), "REQUEST_001");
	/* Neither announced nor chunked: there is no body. */
	ask.body = A_TODO;
	ask.headers[0] = NULL;
	expect_error(client_send(&ask), "REQUEST_001");
	ck_assert_int_eq(sample_count(&person), 2);
}
END_TEST

/* A connection with the head of POST /todos sent, but for its last lines. */
static int
begin_post(const struct person *person)
{
	int fd = raw_open();

	raw_send(fd,
		"POST %s/todos HTTP/1.1\r\nHost: localhost\r\n"
		"Connection: close\r\nContent-Type: application/json\r\n"
		"Authorization: Bearer %s\r\n",
		client_prefix(), person->access);
	return fd;
}

START_TEST(a_client_that_hangs_up_within_its_body_changes_nothing)
{
	static const char *const broken[] = {
		"Content-Length: 14\r\n\r\n" A_TODO,
		"Content-Length: 65536\r\n\r\n" A_TODO,
		"Transfer-Encoding: chunked\r\n\r\nd\r\n" A_TODO "\r\n",
		"Transfer-Encoding: chunked\r\n\r\n20\r\n" A_TODO,
	};
	struct person person = person_new();
	struct answer answer;
	size_t i;
	int fd;

	for (i = 0; i < COUNT(broken); i++) {
		fd = begin_post(&person);
		raw_send(fd, "%s", broken[i]);
		shutdown(fd, SHUT_WR);
		/* What nobody hears is the web server's own business. */
		answer = raw_receive(fd);
		ck_assert_msg(answer.status == 0 || answer.status >= 400, "%d",
			answer.status);
		client_clear(&answer);
	}
	ck_assert_int_eq(sample_count(&person), 0);
	/* The server is none the worse for it. */
	fd = begin_post(&person);
	raw_send(fd, "Content-Length: 13\r\n\r\n%s", A_TODO);
	expect_status(raw_receive(fd), 201);
}
END_TEST

START_TEST(a_chunked_body_is_as_good_as_any)
{
	struct person person = person_new();
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.chunked = true,
		.body = A_TODO};

	expect_status(client_send(&ask), 201);
	ask.body = padded(LIMIT);
	expect_status(client_send(&ask), 201);
	ask.body = padded(LIMIT + 1);
	expect_error(client_send(&ask), "REQUEST_004");
	ask.body = "{'title':";
	expect_error(client_send(&ask), "REQUEST_001");
	ask.body = "";
	expect_error(client_send(&ask), "REQUEST_001");
	ck_assert_int_eq(sample_count(&person), 2);
}
END_TEST

Suite *
api_suite_uploads(void)
{
	Suite *suite = suite_create("uploads");
	TCase *tests = tcase_create("uploads");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_body_may_have_64_kib_and_no_byte_more);
	tcase_add_test(tests, a_body_has_to_say_that_it_is_json);
	tcase_add_test(tests, without_a_body_no_type_is_asked_for);
	tcase_add_test(tests, checks_come_in_the_documented_order);
	tcase_add_test(tests, a_body_that_nobody_asked_for_is_ignored);
	/* A web server never hands on a body that is not as announced; how it
	 * treats one itself, only it can show. */
	if (client_is(&client_http)) {
		tcase_add_test(tests,
			a_client_that_hangs_up_within_its_body_changes_nothing);
		tcase_add_test(tests, a_chunked_body_is_as_good_as_any);
	} else {
		tcase_add_test(tests,
			a_length_that_does_not_fit_the_body_changes_nothing);
		tcase_add_test(
			tests, a_body_without_a_length_is_read_to_its_end);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
