/* patches.c: PATCH, a JSON merge patch of a todo. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define PATCH_TYPE "application/merge-patch+json"
#define ACCEPTED PATCH_TYPE ", application/json"

static struct answer
patch(const struct person *person, const char *id, const char *body,
	const char *type)
{
	const struct ask ask = {.method = "PATCH",
		.target = sample_path(id),
		.token = person->access,
		.body = body,
		.content_type = type};

	return client_send(&ask);
}

/* Patches of a todo {'title':'a','description':'d'}, one after the other. */
/* clang-format off */
static const struct {
	const char *type, *body, *title, *description, *completed;
} steps[] = {
	{PATCH_TYPE, "{'title':'b'}", "b", "d", "false"},
	{PATCH_TYPE "; charset=utf-8", "{'is_completed':true}", "b", "d", "true"},
	{"application/json", "{'description':'e'}", "b", "e", "true"},
	{NULL, "{'is_completed':false,'title':'c'}", "c", "e", "false"},
	{PATCH_TYPE, "{'description':null}", "c", NULL, "false"},
	{PATCH_TYPE, "{'description':null}", "c", NULL, "false"},
	{PATCH_TYPE, "{}", "c", NULL, "false"},
	{PATCH_TYPE, "{'unknown':{'a':null},'id':null}", "c", NULL, "false"},
};
/* clang-format on */

START_TEST(a_patch_changes_what_it_names)
{
	struct person person = person_new();
	struct answer answer = person_ask(
		&person, "POST", "/todos", "{'title':'a','description':'d'}");
	char id[37];
	size_t i;

	snprintf(id, sizeof(id), "%s", client_member(&answer, "id"));
	client_clear(&answer);
	for (i = 0; i < COUNT(steps); i++) {
		answer = patch(&person, id, steps[i].body, steps[i].type);
		ck_assert_int_eq(answer.status, 200);
		sample_check_todo(answer.json, &person);
		ck_assert_str_eq(
			client_member(&answer, "title"), steps[i].title);
		ck_assert_pstr_eq(client_member(&answer, "description"),
			steps[i].description);
		ck_assert_str_eq(client_member(&answer, "is_completed"),
			steps[i].completed);
		client_clear(&answer);
	}
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *code, *field; /* NULL: none to blame */
} bad[] = {
	{"{'title':null}", "VALIDATION_004", "title"},
	{"{'title':' '}", "VALIDATION_004", "title"},
	{"{'title':5}", "VALIDATION_002", "title"},
	{"{'is_completed':null}", "VALIDATION_002", "is_completed"},
	/* It would replace the todo by something that is none. */
	{"null", "REQUEST_001", NULL},
	{"['title']", "REQUEST_001", NULL},
	{"[{'op':'replace','path':'/title','value':'x'}]", "REQUEST_001", NULL},
	{"{'title':'x'", "REQUEST_001", NULL},
	{"", "REQUEST_001", NULL},
};
/* clang-format on */

START_TEST(a_bad_patch_changes_nothing)
{
	struct person person = person_new();
	char id[37], row[256];
	struct answer answer;
	size_t i;

	person_add_todo(&person, "a", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	for (i = 0; i < COUNT(bad); i++) {
		answer = patch(&person, id, bad[i].body, PATCH_TYPE);
		if (bad[i].field)
			expect_fault(answer, bad[i].code, bad[i].field);
		else
			expect_error(answer, bad[i].code);
		ck_assert_str_eq(sample_row(id), row);
	}
	expect_fault(
		patch(&person, id, sample_repeat("{'title':'", "x", 256, "'}"),
			PATCH_TYPE),
		"VALIDATION_005", "title");
}
END_TEST

START_TEST(only_a_patch_is_a_merge_patch)
{
	struct person person = person_new();
	struct ask ask = {.token = person.access,
		.body = "{'title':'x'}",
		.content_type = PATCH_TYPE};
	char id[37];

	person_add_todo(&person, "a", id);
	ask.method = "PUT";
	ask.target = sample_path(id);
	expect_error(client_send(&ask), "REQUEST_005");
	ask.method = "POST";
	ask.target = "/todos";
	expect_error(client_send(&ask), "REQUEST_005");
}
END_TEST

/* Asserts what the path takes a PATCH as, if any, and frees the answer. */
static void
expect_accepted(struct answer answer, int status, const char *accepted)
{
	ck_assert_int_eq(answer.status, status);
	ck_assert_pstr_eq(client_header(&answer, "accept-patch"), accepted);
	client_clear(&answer);
}

START_TEST(what_a_patch_may_be_is_told)
{
	struct person person = person_new();
	char id[37];

	person_add_todo(&person, "a", id);
	expect_accepted(patch(&person, id, "{}", "application/json-patch+json"),
		415, ACCEPTED);
	expect_accepted(person_ask(&person, "OPTIONS", sample_path(id), NULL),
		204, ACCEPTED);
	expect_accepted(person_ask(&person, "POST", sample_path(id), "{}"), 405,
		ACCEPTED);
	expect_accepted(
		person_ask(&person, "OPTIONS", "/todos", NULL), 204, NULL);
	expect_accepted(
		person_ask(&person, "PATCH", "/todos", "{}"), 405, NULL);
}
END_TEST

START_TEST(others_todos_and_none_are_out_of_reach)
{
	struct person person = person_new(), other = person_new();
	char id[37], row[256];

	person_add_todo(&other, "a", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	expect_error(
		patch(&person, id, "{'title':'x'}", PATCH_TYPE), "AUTHZ_001");
	ck_assert_str_eq(sample_row(id), row);
	expect_error(patch(&person, "no-id", "{'title':'x'}", PATCH_TYPE),
		"RESOURCE_001");
}
END_TEST

Suite *
api_suite_patches(void)
{
	Suite *suite = suite_create("patches");
	TCase *tests = tcase_create("patches");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_patch_changes_what_it_names);
	tcase_add_test(tests, a_bad_patch_changes_nothing);
	tcase_add_test(tests, only_a_patch_is_a_merge_patch);
	tcase_add_test(tests, what_a_patch_may_be_is_told);
	tcase_add_test(tests, others_todos_and_none_are_out_of_reach);
	suite_add_tcase(suite, tests);
	return suite;
}
