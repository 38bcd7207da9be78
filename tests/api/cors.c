/* cors.c: pages of allowed origins may read answers, pages of others may not. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALLOWED "https://app.example" /* as the settings of the tests have it */
#define CORS "access-control-"

/* Asserts that a page of the allowed origin, or none, may read the answer. */
static void
check_readable(const struct answer *answer, bool readable)
{
	ck_assert_pstr_eq(
		client_header(answer, "vary"), "Origin,Accept,Prefer");
	ck_assert_int_eq(
		client_count_headers(answer, CORS "allow-origin:"), readable);
	ck_assert_int_eq(
		client_count_headers(answer, CORS "allow-credentials:"),
		readable);
	ck_assert_ptr_null(
		memchr(answer->headers.data, '*', answer->headers.len));
	if (!readable) {
		ck_assert_int_eq(client_count_headers(answer, CORS), 0);
		return;
	}
	ck_assert_pstr_eq(client_header(answer, CORS "allow-origin"), ALLOWED);
	ck_assert_pstr_eq(
		client_header(answer, CORS "allow-credentials"), "true");
}

/* Answers of every kind, the first ones with a token. */
/* clang-format off */
static const struct {
	const char *method, *target, *body, *type;
	int status;
} kinds[] = {
	{"GET", "/todos", NULL, NULL, 200},
	{"HEAD", "/todos", NULL, NULL, 200},
	{"POST", "/todos", "{'title':'x'}", NULL, 201},
	{"POST", "/todos", "{", NULL, 400},
	{"POST", "/todos", "{}", NULL, 422},
	{"POST", "/todos", "{}", "text/plain", 415},
	{"GET", "/todos/no-id", NULL, NULL, 404},
	{"GET", "/health/live", NULL, NULL, 200},
	{"GET", "/nowhere", NULL, NULL, 404},
	{"PATCH", "/todos", NULL, NULL, 405},
	{"OPTIONS", "/todos", NULL, NULL, 204},
	{"POST", "/auth/login", "{'email':'a','password':'b'}", NULL, 401},
};
/* clang-format on */

/* Sends all kinds with the header, or none. */
static void
check_kinds(const struct person *person, const char *header, bool readable)
{
	struct answer answer;
	struct ask ask;
	size_t i;

	for (i = 0; i < COUNT(kinds); i++) {
		ask = (struct ask){.method = kinds[i].method,
			.target = kinds[i].target,
			.body = kinds[i].body,
			.content_type = kinds[i].type,
			.token = person->access,
			.headers = {header}};
		answer = client_send(&ask);
		ck_assert_int_eq(answer.status, kinds[i].status);
		check_readable(&answer, readable);
		client_clear(&answer);
	}
}

START_TEST(an_allowed_origin_may_read_every_answer_and_error)
{
	struct person person = person_new();
	const struct ask ask = {
		.target = "/todos", .headers = {"Origin: " ALLOWED}};
	struct answer answer;
	const char *exposed;

	check_kinds(&person, "Origin: " ALLOWED, true);
	/* Without a token, too. */
	answer = client_send(&ask);
	ck_assert_int_eq(answer.status, 401);
	check_readable(&answer, true);
	exposed = client_header(&answer, CORS "expose-headers");
	ck_assert_ptr_nonnull(strstr(exposed, "Location"));
	ck_assert_ptr_nonnull(strstr(exposed, "Retry-After"));
	ck_assert_ptr_nonnull(strstr(exposed, "X-Request-ID"));
	client_clear(&answer);
}
END_TEST

START_TEST(a_foreign_origin_or_none_is_served_without_cors_headers)
{
	struct person person = person_new();

	check_kinds(&person, "Origin: https://evil.example", false);
	check_kinds(&person, NULL, false);
}
END_TEST

START_TEST(only_the_very_origin_is_allowed)
{
	static const char *const origins[] = {
		"http://app.example",
		"https://app.example:443",
		"https://app.example:8443",
		"https://app.example/",
		"https://app.example.evil.example",
		"https://xapp.example",
		"https://x.app.example",
		"https://app.exampl",
		"https://APP.example",
		"HTTPS://app.example",
		"app.example",
		"//app.example",
		"null",
		"*",
		"https://",
		"https://app.example,x",
		"https://app.example https://evil.example",
		"https://evil.example https://app.example",
		"https://app.example@evil.example",
		"https://app_example",
	};
	struct answer answer;
	char header[128];
	struct ask ask = {.target = "/health/live", .headers = {header}};
	size_t i;

	for (i = 0; i < COUNT(origins); i++) {
		snprintf(header, sizeof(header), "Origin: %s", origins[i]);
		ask.method = "GET";
		answer = client_send(&ask);
		ck_assert_int_eq(answer.status, 200);
		check_readable(&answer, false);
		client_clear(&answer);
		ask.method = "OPTIONS";
		ask.headers[1] = "Access-Control-Request-Method: GET";
		answer = client_send(&ask);
		ck_assert_int_eq(answer.status, 204);
		check_readable(&answer, false);
		client_clear(&answer);
		ask.headers[1] = NULL;
	}
}
END_TEST

/* A preflight of this origin. */
static struct answer
preflight(const char *target, const char *origin, const char *method)
{
	const struct ask ask = {.method = "OPTIONS",
		.target = target,
		.headers = {origin, method,
			"Access-Control-Request-Headers: authorization,content-type,"
			"traceparent"}};

	return client_send(&ask);
}

START_TEST(a_preflight_of_an_allowed_origin_is_told_methods_and_headers)
{
	static const char *const paths[][2] = {
		{"/todos", "POST"},
		{"/todos/x", "PUT"},
		{"/todos/x", "DELETE"},
		{"/auth/register", "POST"},
		{"/auth/login", "POST"},
		{"/auth/refresh", "POST"},
		{"/auth/logout", "POST"},
		{"/auth/change-password", "POST"},
		{"/health", "GET"},
	};
	struct answer answer;
	const char *value;
	char header[64];
	size_t i;

	for (i = 0; i < COUNT(paths); i++) {
		snprintf(header, sizeof(header),
			"Access-Control-Request-Method: %s", paths[i][1]);
		answer = preflight(paths[i][0], "Origin: " ALLOWED, header);
		ck_assert_int_eq(answer.status, 204);
		ck_assert_uint_eq(answer.body.len, 0);
		check_readable(&answer, true);
		value = client_header(&answer, CORS "allow-methods");
		ck_assert_ptr_nonnull(value);
		ck_assert_ptr_nonnull(strstr(value, paths[i][1]));
		value = client_header(&answer, CORS "allow-headers");
		ck_assert_ptr_nonnull(strcasestr(value, "authorization"));
		ck_assert_ptr_nonnull(strcasestr(value, "content-type"));
		ck_assert_ptr_nonnull(strcasestr(value, "traceparent"));
		value = client_header(&answer, CORS "max-age");
		ck_assert_uint_gt(strtoul(value, NULL, 10), 0);
		ck_assert_ptr_nonnull(client_header(&answer, "allow"));
		client_clear(&answer);
	}
}
END_TEST

START_TEST(other_preflights_are_told_no_more_than_allow)
{
	static const char method[] = "Access-Control-Request-Method: POST";
	struct answer answer;

	answer = preflight("/todos", "Origin: https://evil.example", method);
	ck_assert_int_eq(answer.status, 204);
	check_readable(&answer, false);
	ck_assert_ptr_nonnull(client_header(&answer, "allow"));
	client_clear(&answer);
	/* No preflight: nothing says what is to come. */
	answer = preflight("/todos", "Origin: " ALLOWED, NULL);
	ck_assert_int_eq(answer.status, 204);
	check_readable(&answer, true);
	ck_assert_int_eq(
		client_count_headers(&answer, CORS "allow-methods:"), 0);
	client_clear(&answer);
	/* No such path: nothing to allow. */
	answer = preflight("/nowhere", "Origin: " ALLOWED, method);
	check_readable(&answer, true);
	ck_assert_int_eq(
		client_count_headers(&answer, CORS "allow-methods:"), 0);
	expect_error(answer, "REQUEST_002");
}
END_TEST

Suite *
api_suite_cors(void)
{
	Suite *suite = suite_create("cors");
	TCase *tests = tcase_create("cors");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, an_allowed_origin_may_read_every_answer_and_error);
	tcase_add_test(
		tests, a_foreign_origin_or_none_is_served_without_cors_headers);
	tcase_add_test(tests, only_the_very_origin_is_allowed);
	tcase_add_test(tests,
		a_preflight_of_an_allowed_origin_is_told_methods_and_headers);
	tcase_add_test(tests, other_preflights_are_told_no_more_than_allow);
	suite_add_tcase(suite, tests);
	return suite;
}
