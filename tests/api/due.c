/* due.c: the day a todo is due, and how much it matters. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/* Asserts that two texts are equal, or both NULL. */
static void
check_text(const char *got, const char *wanted)
{
	if (!wanted)
		ck_assert_ptr_null(got);
	else
		ck_assert_pstr_eq(got, wanted);
}

/* Asserts that the todo as shown has this member; NULL stands for null. */
static void
check_shown(const struct person *person, const char *id, const char *name,
	const char *wanted)
{
	struct answer answer = person_ask(person, "GET", sample_path(id), NULL);

	ck_assert_int_eq(answer.status, 200);
	check_text(sample_member(answer.json, name), wanted);
	client_clear(&answer);
}

static const char *const methods[] = {"PUT", "PATCH"};

/* What is set on one day is that day everywhere: no clock has a say in it. */
START_TEST(a_due_date_and_a_priority_are_kept_changed_and_cleared)
{
	/* clang-format off */
	static const struct {
		const char *body, *due, *priority;
	} steps[] = {
		{"{'due_date':'2026-11-29'}", "2026-11-29", "0"},
		{"{'priority':4}", "2026-11-29", "4"},
		{"{'title':'b'}", "2026-11-29", "4"},
		{"{'due_date':'2028-02-29','priority':1}", "2028-02-29", "1"},
		{"{'due_date':null}", NULL, "1"},
		{"{'due_date':'0001-01-01','priority':0}", "0001-01-01", "0"},
		{"{'due_date':'9999-12-31'}", "9999-12-31", "0"},
	};
	/* clang-format on */
	struct person person = person_new();
	struct answer answer;
	char id[37];
	size_t i;

	person_add_todo(&person, "a", id);
	check_shown(&person, id, "due_date", NULL);
	check_shown(&person, id, "priority", "0");
	for (i = 0; i < COUNT(steps); i++) {
		answer = person_ask(
			&person, methods[_i], sample_path(id), steps[i].body);
		ck_assert_int_eq(answer.status, 200);
		sample_check_todo(answer.json, &person);
		check_text(client_member(&answer, "due_date"), steps[i].due);
		check_text(
			client_member(&answer, "priority"), steps[i].priority);
		client_clear(&answer);
		check_shown(&person, id, "due_date", steps[i].due);
		check_shown(&person, id, "priority", steps[i].priority);
	}
	answer = person_ask(&person, "POST", "/todos",
		"{'title':'c','due_date':'2026-01-31','priority':3}");
	ck_assert_int_eq(answer.status, 201);
	sample_check_todo(answer.json, &person);
	check_text(client_member(&answer, "due_date"), "2026-01-31");
	check_text(client_member(&answer, "priority"), "3");
	ck_assert_str_eq(psql("SELECT due_date || ' ' || priority FROM todos"
			      " WHERE id = '%s'",
				 client_member(&answer, "id")),
		"2026-01-31 3");
	client_clear(&answer);
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *code, *field;
} bad_fields[] = {
	{"{'title':'x','due_date':'2026-02-29'}", "VALIDATION_002", "due_date"},
	{"{'title':'x','due_date':'2026-11-29T00:00:00Z'}", "VALIDATION_002", "due_date"},
	{"{'title':'x','due_date':'29.11.2026'}", "VALIDATION_002", "due_date"},
	{"{'title':'x','due_date':''}", "VALIDATION_002", "due_date"},
	{"{'title':'x','due_date':20261129}", "VALIDATION_002", "due_date"},
	{"{'title':'x','priority':null}", "VALIDATION_002", "priority"},
	{"{'title':'x','priority':5}", "VALIDATION_002", "priority"},
	{"{'title':'x','priority':-1}", "VALIDATION_002", "priority"},
	{"{'title':'x','priority':0.5}", "VALIDATION_002", "priority"},
	{"{'title':'x','priority':'1'}", "VALIDATION_002", "priority"},
	/* Of several the first in the order of the answers' members. */
	{"{'is_completed':0,'priority':9,'due_date':1,'title':'x'}", "VALIDATION_002", "due_date"},
	{"{'is_completed':0,'priority':9,'title':'x'}", "VALIDATION_002", "priority"},
};
/* clang-format on */

START_TEST(what_is_no_day_or_no_priority_changes_nothing)
{
	struct person person = person_new();
	char id[37], row[256];
	size_t i;

	person_add_todo(&person, "kept", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	for (i = 0; i < COUNT(bad_fields); i++)
		sample_blames(&person, id, bad_fields[i].body,
			bad_fields[i].code, bad_fields[i].field);
	ck_assert_int_eq(sample_count(&person), 1);
	ck_assert_str_eq(sample_row(id), row);
}
END_TEST

Suite *
api_suite_due(void)
{
	Suite *suite = suite_create("due");
	TCase *tests = tcase_create("due");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_loop_test(tests,
		a_due_date_and_a_priority_are_kept_changed_and_cleared, 0,
		COUNT(methods));
	tcase_add_test(tests, what_is_no_day_or_no_priority_changes_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
