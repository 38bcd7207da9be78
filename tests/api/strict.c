/* strict.c: what nothing reads is refused for those who prefer so, and no others. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define STRICT "Prefer: handling=strict"

/* Asks with a Prefer, or without where that is NULL. */
static struct answer
ask_preferring(const struct person *person, const char *method,
	const char *target, const char *body, const char *prefer)
{
	struct ask ask = {.method = method,
		.target = target,
		.token = person->access,
		.body = body,
		.headers = {prefer}};

	return client_send(&ask);
}

START_TEST(unknown_members_are_named_and_nothing_is_done)
{
	struct person person = person_new();
	struct answer answer = ask_preferring(&person, "POST", "/todos",
		"{'title':'x','completed':true,'due':{'on':1}}", STRICT);

	ck_assert_pstr_eq(client_member(&answer, "message"),
		"completed should be one of title, description, due_date,"
		" priority, is_completed");
	ck_assert_ptr_nonnull(strstr(answer.body.data, "\"field\":\"due\""));
	ck_assert_ptr_null(strstr(answer.body.data, "\"on\""));
	ck_assert_pstr_eq(client_header(&answer, "preference-applied"),
		"handling=strict");
	expect_fault(answer, "VALIDATION_006", "completed");
	ck_assert_int_eq(sample_count(&person), 0);
}
END_TEST

START_TEST(without_the_preference_they_are_ignored)
{
	static const char *const lenient[] = {
		NULL, "Prefer: handling=lenient", "Prefer: return=minimal"};
	struct person person = person_new();
	struct answer answer = ask_preferring(&person, "POST", "/todos?page=2",
		"{'title':'x','completed':true}", lenient[_i]);

	ck_assert_ptr_null(client_header(&answer, "preference-applied"));
	expect_status(answer, 201);
}
END_TEST

START_TEST(what_is_known_is_served_strictly_too)
{
	struct person person = person_new();
	struct answer answer = ask_preferring(&person, "POST", "/todos",
		"{'title':'x','description':null,'is_completed':true}", STRICT);

	ck_assert_pstr_eq(client_header(&answer, "preference-applied"),
		"handling=strict");
	expect_status(answer, 201);
	expect_status(ask_preferring(&person, "GET",
			      "/todos?limit=5&sort_by=title&&", NULL, STRICT),
		200);
}
END_TEST

/* clang-format off */
static const struct {
	const char *target, *code, *field;
} queries[] = {
	{"/todos?page=2", "VALIDATION_006", "page"},
	{"/todos?limit=5&Limit=5", "VALIDATION_006", "Limit"},
	{"/todos?sk%69p=1&%70age=2", "VALIDATION_006", "page"},
	/* A known one that comes twice is refused in any case. */
	{"/todos?limit=5&limit=5", "VALIDATION_002", "limit"},
	{"/todos?limit=0", "VALIDATION_002", "limit"},
	/* What is unknown comes before what is wrong. */
	{"/todos?limit=0&page=2", "VALIDATION_006", "page"},
	{"/auth/sessions?page=2", "VALIDATION_006", "page"},
};
/* clang-format on */

START_TEST(unknown_parameters_are_named)
{
	struct person person = person_new();

	expect_fault(ask_preferring(
			     &person, "GET", queries[_i].target, NULL, STRICT),
		queries[_i].code, queries[_i].field);
}
END_TEST

START_TEST(a_name_is_told_in_60_bytes_at_most)
{
	struct person person = person_new();
	const char *target = sample_repeat("/todos?", "x", 3000, "=1");
	struct answer answer =
		ask_preferring(&person, "GET", target, NULL, STRICT);

	ck_assert_uint_eq(strlen(client_member(&answer, "details.field")), 60);
	ck_assert_uint_lt(answer.body.len, 1500);
	expect_error(answer, "VALIDATION_006");
	target = sample_repeat("/todos?a%22=1", "&%F0%9F%98%80b=1", 40, "&c=1");
	answer = ask_preferring(&person, "GET", target, NULL, STRICT);
	ck_assert_str_eq(client_member(&answer, "details.field"), "a\"");
	ck_assert_uint_lt(answer.body.len, 4000);
	expect_error(answer, "VALIDATION_006");
}
END_TEST

START_TEST(a_revoked_token_is_told_before_what_is_unknown)
{
	struct person person = person_new();

	expect_status(person_ask(&person, "POST", "/auth/logout", "{}"), 200);
	expect_error(
		ask_preferring(&person, "GET", "/todos?page=2", NULL, STRICT),
		"AUTH_004");
}
END_TEST

Suite *
api_suite_strict(void)
{
	Suite *suite = suite_create("strict");
	TCase *tests = tcase_create("strict");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, unknown_members_are_named_and_nothing_is_done);
	tcase_add_loop_test(
		tests, without_the_preference_they_are_ignored, 0, 3);
	tcase_add_test(tests, what_is_known_is_served_strictly_too);
	tcase_add_loop_test(
		tests, unknown_parameters_are_named, 0, (int)COUNT(queries));
	tcase_add_test(tests, a_name_is_told_in_60_bytes_at_most);
	tcase_add_test(tests, a_revoked_token_is_told_before_what_is_unknown);
	return suite;
}
