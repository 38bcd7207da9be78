/* messages.c: what people are told of an error, and that all is told at once. */
#include "post.h"
#include "sample.h"
#include "suites.h"

#include "support/assert.h"

#include <stdio.h>
#include <string.h>

#undef COUNT
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Asserts the code and the sentence, and frees the answer. */
static void
expect_message(struct answer answer, const char *code, const char *message)
{
	ck_assert_pstr_eq(client_member(&answer, "message"), message);
	expect_error(answer, code);
}

/* clang-format off */
static const struct {
	const char *target, *code, *message;
} queries[] = {
	{"/todos?limit=0", "VALIDATION_002", "limit should be a number from 1 to 100"},
	{"/todos?skip=x", "VALIDATION_002", "skip should be a number from 0 to 2147483647"},
	{"/todos?is_completed=1", "VALIDATION_006", "is_completed should be true or false"},
};

static const struct {
	const char *target, *body, *code, *message;
} bodies[] = {
	{"/todos", "{}", "VALIDATION_004", "title should be 1 to 255 characters, not blank"},
	{"/todos", "{'title':'x','is_completed':1}", "VALIDATION_002",
	 "is_completed should be true or false"},
	{"/todos", "[]", "REQUEST_001", "A JSON object is needed, and the body is none"},
	{"/todos", "", "REQUEST_001", "The body is empty; a JSON object is needed"},
	{"/todos", "{'title':'x',}", "REQUEST_001", "The body is not valid JSON at byte 14"},
	{"/todos", "{'title':'x'", "REQUEST_001", "The body is not valid JSON at byte 13"},
	{"/todos", "{'title':'\xff'}", "REQUEST_001", "The body is not valid UTF-8 at byte 11"},
	{"/todos", "{'title':'x','title':'y'}", "REQUEST_001",
	 "The body has a member twice in one object"},
	{"/auth/login", "{'email':'a@example.org'}", "VALIDATION_001",
	 "password should be text that is not empty"},
	{"/auth/login", "{'password':'x'}", "VALIDATION_001",
	 "email should be text that is not empty"},
	{"/auth/refresh", "{}", "AUTH_005",
	 "No refresh token was sent, neither in the body nor as the cookie"},
	{"/auth/refresh", "{'refresh_token':5}", "AUTH_005", "refresh_token should be a text"},
	{"/auth/refresh", "{'refresh_token':'x'}", "AUTH_005", "The token is malformed, or cut short"},
};
/* clang-format on */

START_TEST(a_parameter_is_told_with_what_it_should_be)
{
	struct person person = person_new();

	expect_message(person_ask(&person, "GET", queries[_i].target, NULL),
		queries[_i].code, queries[_i].message);
}
END_TEST

START_TEST(a_body_is_told_with_what_is_wrong_and_where)
{
	struct person person = person_new();

	expect_message(
		person_ask(&person, "POST", bodies[_i].target, bodies[_i].body),
		bodies[_i].code, bodies[_i].message);
}
END_TEST

START_TEST(what_is_wrong_with_a_token_is_told)
{
	struct person person = person_new();
	struct ask ask = {.target = "/todos"};

	expect_message(client_send(&ask), "AUTH_005",
		"No token was sent; Authorization should be Bearer and an "
		"access token");
	ask.headers[0] = "Authorization: Basic eDp5";
	expect_message(client_send(&ask), "AUTH_005",
		"Authorization should be Bearer and an access token, and is "
		"something else");
	expect_message(get_todos("x"), "AUTH_005",
		"The token is malformed, or cut short");
	expect_message(get_todos(person.refresh), "AUTH_005",
		"This is a refresh token; an access token is needed");
	expect_message(post_refresh(person.access), "AUTH_005",
		"This is an access token; a refresh token is needed");
}
END_TEST

/* clang-format off */
static const struct {
	const char *target, *body, *codes, *fields;
} wrong[] = {
	{"/todos", "{'title':' ','description':5,'is_completed':null}",
	 "VALIDATION_004 VALIDATION_002 VALIDATION_002 ", "title description is_completed "},
	{"/todos", "{'is_completed':'x'}", "VALIDATION_004 VALIDATION_002 ", "title is_completed "},
	{"/auth/register", "{'email':'x','password':'weak'}",
	 "VALIDATION_001 VALIDATION_002 ", "email password "},
	{"/auth/register", "{}", "VALIDATION_001 VALIDATION_004 ", "email password "},
	{"/auth/login", "{}", "VALIDATION_001 VALIDATION_001 ", "email password "},
	{"/auth/change-password", "{'new_password':'weak'}",
	 "VALIDATION_004 VALIDATION_002 ", "current_password new_password "},
	{"/auth/change-password", "{'current_password':'wrong','new_password':'weak'}",
	 "VALIDATION_007 VALIDATION_002 ", "current_password new_password "},
	{"/todos", "{'title':''}", "VALIDATION_004 ", "title "},
};
/* clang-format on */

/* A member of each of the errors in details, each with a blank after it. */
static const char *
each_error(const struct answer *answer, const char *member)
{
	static char texts[2][256];
	static int turn;
	struct json_object *details, *errors, *value;
	size_t i;

	turn = !turn;
	texts[turn][0] = '\0';
	ck_assert(json_object_object_get_ex(answer->json, "details", &details));
	ck_assert(json_object_object_get_ex(details, "errors", &errors));
	for (i = 0; i < json_object_array_length(errors); i++) {
		ck_assert(json_object_object_get_ex(
			json_object_array_get_idx(errors, i), member, &value));
		snprintf(texts[turn] + strlen(texts[turn]),
			sizeof(texts[turn]) - strlen(texts[turn]), "%s ",
			json_object_get_string(value));
	}
	return texts[turn];
}

START_TEST(all_that_is_wrong_is_told_at_once_the_first_as_the_error)
{
	struct person person = person_register();
	struct answer answer =
		person_ask(&person, "POST", wrong[_i].target, wrong[_i].body);
	char code[32], field[32];

	ck_assert_str_eq(each_error(&answer, "error_code"), wrong[_i].codes);
	ck_assert_str_eq(each_error(&answer, "field"), wrong[_i].fields);
	snprintf(code, sizeof(code), "%.14s", wrong[_i].codes);
	snprintf(field, sizeof(field), "%.*s",
		(int)strcspn(wrong[_i].fields, " "), wrong[_i].fields);
	expect_fault(answer, code, field);
}
END_TEST

Suite *
api_suite_messages(void)
{
	Suite *suite = suite_create("messages");
	TCase *tests = tcase_create("messages");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_loop_test(tests, a_parameter_is_told_with_what_it_should_be,
		0, (int)COUNT(queries));
	tcase_add_loop_test(tests, a_body_is_told_with_what_is_wrong_and_where,
		0, (int)COUNT(bodies));
	tcase_add_test(tests, what_is_wrong_with_a_token_is_told);
	tcase_add_loop_test(tests,
		all_that_is_wrong_is_told_at_once_the_first_as_the_error, 0,
		(int)COUNT(wrong));
	return suite;
}
