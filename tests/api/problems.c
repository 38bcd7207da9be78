/* problems.c: errors in the form of RFC 9457, for clients that prefer it. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define PROBLEM "application/problem+json"

/* clang-format off */
static const struct {
	const char *accept, *type;
} accepts[] = {
	{"Accept: " PROBLEM, PROBLEM},
	{"Accept: application/json;q=0.5, " PROBLEM, PROBLEM},
	{"Accept: " PROBLEM ", */*;q=0.1", PROBLEM},
	{"Accept: */*", "application/json"},
	{"Accept: application/json", "application/json"},
	{"Accept: application/json, " PROBLEM, "application/json"},
	{"Accept: application/json, " PROBLEM ";q=0.9", "application/json"},
	{"Accept: text/html", "application/json"},
	{NULL, "application/json"},
};

static const struct {
	const char *target;
	bool as_person;
	int status;
	const char *code, *title;
} errors[] = {
	{"/todos?limit=0", true, 422, "VALIDATION_002",
	 "The value has the wrong type, is too weak or out of range"},
	{"/todos", false, 401, "AUTH_005", "The token is missing or malformed"},
	{"/todos/x", true, 404, "RESOURCE_001", "Todo not found"},
	{"/nowhere", false, 404, "REQUEST_002", "No such endpoint"},
	{"/auth/login", false, 405, "REQUEST_003", "Method not allowed"},
};
/* clang-format on */

START_TEST(the_form_is_the_one_that_weighs_more)
{
	struct ask ask = {.target = "/todos", .headers = {accepts[_i].accept}};
	struct answer answer = client_send(&ask);

	ck_assert_pstr_eq(
		client_header(&answer, "content-type"), accepts[_i].type);
	ck_assert_pstr_eq(
		client_header(&answer, "vary"), "Origin,Accept,Prefer");
	ck_assert_ptr_nonnull(answer.json);
	ck_assert_int_eq(client_member(&answer, "title") != NULL,
		strcmp(accepts[_i].type, PROBLEM) == 0);
	expect_status(answer, 401);
}
END_TEST

START_TEST(a_problem_is_the_error_with_five_members_more)
{
	struct person person = person_new();
	struct ask ask = {.target = errors[_i].target,
		.token = errors[_i].as_person ? person.access : NULL,
		.headers = {"Accept: " PROBLEM}};
	struct answer answer = client_send(&ask);
	char type[128], instance[128], status[8];

	ck_assert_pstr_eq(client_header(&answer, "content-type"), PROBLEM);
	snprintf(type, sizeof(type), "%s/docs/man/todo-api.7.html#%s",
		client_prefix(), errors[_i].code);
	snprintf(instance, sizeof(instance), "#%s",
		client_header(&answer, "x-request-id"));
	snprintf(status, sizeof(status), "%d", errors[_i].status);
	ck_assert_pstr_eq(client_member(&answer, "type"), type);
	ck_assert_pstr_eq(client_member(&answer, "title"), errors[_i].title);
	ck_assert_pstr_eq(client_member(&answer, "status"), status);
	ck_assert_pstr_eq(client_member(&answer, "detail"),
		client_member(&answer, "message"));
	ck_assert_pstr_eq(client_member(&answer, "instance"), instance);
	ck_assert_pstr_eq(
		client_member(&answer, "error_code"), errors[_i].code);
	ck_assert_pstr_eq(client_member(&answer, "request_id"), instance + 1);
	ck_assert_int_eq(client_member(&answer, "details") != NULL,
		errors[_i].status == 422);
	expect_status(answer, errors[_i].status);
}
END_TEST

START_TEST(an_answer_that_is_no_error_has_its_own_form)
{
	struct ask ask = {
		.target = "/health/live", .headers = {"Accept: " PROBLEM}};
	struct answer answer = client_send(&ask);

	ck_assert_pstr_eq(
		client_header(&answer, "content-type"), "application/json");
	expect_status(answer, 200);
}
END_TEST

Suite *
api_suite_problems(void)
{
	Suite *suite = suite_create("problems");
	TCase *tests = tcase_create("problems");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_loop_test(tests, the_form_is_the_one_that_weighs_more, 0,
		(int)COUNT(accepts));
	tcase_add_loop_test(tests,
		a_problem_is_the_error_with_five_members_more, 0,
		(int)COUNT(errors));
	tcase_add_test(tests, an_answer_that_is_no_error_has_its_own_form);
	return suite;
}
