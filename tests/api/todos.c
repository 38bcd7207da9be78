/* todos.c: todos are made, shown, changed and deleted. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/* A body that must be refused; blame is the field in details. */
struct bad {
	const char *body;
	const char *code;
	const char *blame;
};

/* Asserts that two texts are equal, or both NULL. */
static void
check_text(const char *got, const char *wanted)
{
	if (!wanted)
		ck_assert_ptr_null(got);
	else
		ck_assert_pstr_eq(got, wanted);
}

/* Creates a todo, asserts that it worked and writes its id. */
static void
create(const struct person *person, const char *body, char id[37])
{
	struct answer answer = person_ask(person, "POST", "/todos", body);

	ck_assert_msg(answer.status == 201, "%d %s for %.80s", answer.status,
		answer.body.data, body);
	snprintf(id, 37, "%s", client_member(&answer, "id"));
	client_clear(&answer);
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

START_TEST(a_new_todo_has_all_fields_and_a_location)
{
	struct person person = person_new();
	struct answer made, shown;
	char path[64], location[128];

	made = person_ask(&person, "POST", "/todos",
		"{'title':'Milk','description':'2 %'}");
	ck_assert_int_eq(made.status, 201);
	sample_check_todo(made.json, &person);
	ck_assert_str_eq(client_member(&made, "title"), "Milk");
	ck_assert_str_eq(client_member(&made, "description"), "2 %");
	ck_assert_str_eq(client_member(&made, "is_completed"), "false");
	ck_assert_ptr_null(client_member(&made, "completed_at"));
	ck_assert_str_eq(client_member(&made, "created_at"),
		client_member(&made, "updated_at"));
	snprintf(path, sizeof(path), "%s",
		sample_path(client_member(&made, "id")));
	snprintf(location, sizeof(location), "%s%s", client_prefix(), path);
	ck_assert_pstr_eq(client_header(&made, "location"), location);
	shown = person_ask(&person, "GET", path, NULL);
	ck_assert_int_eq(shown.status, 200);
	ck_assert_str_eq(shown.body.data, made.body.data);
	client_clear(&made);
	client_clear(&shown);
}
END_TEST

START_TEST(a_todo_may_be_made_completed)
{
	struct person person = person_new();
	struct answer answer;

	answer = person_ask(&person, "POST", "/todos",
		"{'title':'done','is_completed':true}");
	ck_assert_int_eq(answer.status, 201);
	sample_check_todo(answer.json, &person);
	ck_assert_str_eq(client_member(&answer, "is_completed"), "true");
	ck_assert_str_eq(client_member(&answer, "completed_at"),
		client_member(&answer, "created_at"));
	client_clear(&answer);
}
END_TEST

START_TEST(a_description_may_be_absent_null_or_empty)
{
	/* clang-format off */
	static const struct {
		const char *body, *description;
	} cases[] = {
		{"{'title':'x'}", NULL},
		{"{'title':'x','description':null}", NULL},
		{"{'title':'x','description':''}", ""},
		{"{'title':'x','description':' '}", " "},
	};
	/* clang-format on */
	struct person person = person_new();
	char id[37];
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		create(&person, cases[i].body, id);
		check_shown(&person, id, "description", cases[i].description);
	}
}
END_TEST

/* Characters of one, two, three and four bytes, and an escaped pair. */
static const char *const units[] = {
	"a",
	"\xc3\xa9",
	"\xe2\x82\xac",
	"\xf0\x9f\x98\x80",
	"\\ud83d\\ude00",
};

START_TEST(lengths_count_characters_not_bytes)
{
	static const char title[] = "{'title':'";
	static const char description[] = "{'title':'x','description':'";
	struct person person = person_new();
	char id[37];
	size_t i;

	for (i = 0; i < COUNT(units); i++) {
		create(&person, sample_repeat(title, units[i], 255, "'}"), id);
		ck_assert_str_eq(psql("SELECT char_length(title) FROM todos"
				      " WHERE id = '%s'",
					 id),
			"255");
		expect_fault(person_ask(&person, "POST", "/todos",
				     sample_repeat(title, units[i], 256, "'}")),
			"VALIDATION_005", "title");
		expect_fault(person_ask(&person, "PUT", sample_path(id),
				     sample_repeat(title, units[i], 256, "'}")),
			"VALIDATION_005", "title");
	}
	/* 10,000 escaped pairs would be more than a body may hold. */
	for (i = 0; i < COUNT(units) - 1; i++) {
		create(&person,
			sample_repeat(description, units[i], 10000, "'}"), id);
		ck_assert_str_eq(psql("SELECT char_length(description)"
				      " FROM todos WHERE id = '%s'",
					 id),
			"10000");
		expect_fault(person_ask(&person, "POST", "/todos",
				     sample_repeat(description, units[i], 10001,
					     "'}")),
			"VALIDATION_005", "description");
		expect_fault(person_ask(&person, "PUT", sample_path(id),
				     sample_repeat(description, units[i], 10001,
					     "'}")),
			"VALIDATION_005", "description");
	}
	ck_assert_int_eq(sample_count(&person), COUNT(units) * 2 - 1);
}
END_TEST

/* clang-format off */
START_TEST(a_blank_title_is_no_title)
{
	/* Every character that Unicode calls White_Space, then some mixed. */
	static const char *const blanks[] = {
		"", "\\t", "\\n", "\\u000b", "\\f", "\\r", " ", "\\u0085",
		"\\u00a0", "\\u1680", "\\u2000", "\\u2001", "\\u2002",
		"\\u2003", "\\u2004", "\\u2005", "\\u2006", "\\u2007",
		"\\u2008", "\\u2009", "\\u200a", "\\u2028", "\\u2029",
		"\\u202f", "\\u205f", "\\u3000", "\xe3\x80\x80",
		"  \\t \xc2\xa0\\u2003",
	};
	/* These only look so. */
	static const char *const others[] = {
		"\\u200b", "\\u180e", "\\u2060", "\\ufeff", "\\u001f", " x ",
	};
	struct person person = person_new();
	char id[37], body[256];
	size_t i;

	create(&person, "{'title':'kept'}", id);
	for (i = 0; i < COUNT(blanks); i++) {
		snprintf(body, sizeof(body), "{'title':'%s'}", blanks[i]);
		expect_fault(person_ask(&person, "POST", "/todos", body),
			"VALIDATION_004", "title");
		expect_fault(person_ask(&person, "PUT", sample_path(id), body),
			"VALIDATION_004", "title");
	}
	expect_fault(person_ask(&person, "POST", "/todos",
		sample_repeat("{'title':'", " ", 256, "'}")),
		"VALIDATION_004", "title");
	check_shown(&person, id, "title", "kept");
	for (i = 0; i < COUNT(others); i++) {
		snprintf(body, sizeof(body), "{'title':'%s'}", others[i]);
		create(&person, body, id);
	}
	ck_assert_int_eq(sample_count(&person), COUNT(others) + 1);
}
END_TEST
/* clang-format on */

/* What neither POST nor PUT takes. */
/* clang-format off */
static const struct bad bad_fields[] = {
	{"{'title':null}", "VALIDATION_004", "title"},
	{"{'title':5}", "VALIDATION_002", "title"},
	{"{'title':1e999}", "VALIDATION_002", "title"},
	{"{'title':123456789012345678901234567890}", "VALIDATION_002", "title"},
	{"{'title':true}", "VALIDATION_002", "title"},
	{"{'title':['x']}", "VALIDATION_002", "title"},
	{"{'title':{'title':'x'}}", "VALIDATION_002", "title"},
	{"{'title':'x','description':5}", "VALIDATION_002", "description"},
	{"{'title':'x','description':false}", "VALIDATION_002", "description"},
	{"{'title':'x','description':[]}", "VALIDATION_002", "description"},
	{"{'title':'x','description':{}}", "VALIDATION_002", "description"},
	{"{'title':'x','is_completed':null}", "VALIDATION_002", "is_completed"},
	{"{'title':'x','is_completed':'true'}", "VALIDATION_002", "is_completed"},
	{"{'title':'x','is_completed':1}", "VALIDATION_002", "is_completed"},
	{"{'title':'x','is_completed':0}", "VALIDATION_002", "is_completed"},
	{"{'title':'x','is_completed':18446744073709551616}", "VALIDATION_002",
	 "is_completed"},
	{"{'title':'x','is_completed':[]}", "VALIDATION_002", "is_completed"},
	/* Of several the first in the order title, description, is_completed. */
	{"{'is_completed':0,'description':5,'title':null}", "VALIDATION_004", "title"},
	{"{'is_completed':0,'description':5,'title':'x'}", "VALIDATION_002",
	 "description"},
	{"{'description':5,'title':''}", "VALIDATION_004", "title"},
};
/* clang-format on */

START_TEST(a_bad_field_is_blamed_and_nothing_changes)
{
	static const char *const untitled[] = {
		"{}",
		"{'description':'x'}",
		"{'Title':'x'}",
		"{'is_completed':0}",
	};
	struct person person = person_new();
	char id[37], row[256];
	size_t i;

	create(&person, "{'title':'kept'}", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	for (i = 0; i < COUNT(bad_fields); i++)
		sample_blames(&person, id, bad_fields[i].body,
			bad_fields[i].code, bad_fields[i].blame);
	for (i = 0; i < COUNT(untitled); i++)
		expect_fault(person_ask(&person, "POST", "/todos", untitled[i]),
			"VALIDATION_004", "title");
	ck_assert_int_eq(sample_count(&person), 1);
	ck_assert_str_eq(sample_row(id), row);
}
END_TEST

START_TEST(an_update_changes_what_it_names)
{
	/* One after the other, on the same todo. */
	/* clang-format off */
	static const struct {
		const char *body, *title, *description, *completed;
	} steps[] = {
		{"{'title':'b'}", "b", "d", "false"},
		{"{'description':'e'}", "b", "e", "false"},
		{"{'description':''}", "b", "", "false"},
		{"{'description':null}", "b", NULL, "false"},
		{"{'is_completed':true}", "b", NULL, "true"},
		{"{'title':'c','description':'f','is_completed':false}",
		 "c", "f", "false"},
		{"{}", "c", "f", "false"},
		{"{'is_completed':true,'title':'d'}", "d", "f", "true"},
		{"{'other':null}", "d", "f", "true"},
	};
	/* clang-format on */
	struct person person = person_new();
	struct answer answer;
	char id[37];
	size_t i;

	create(&person, "{'title':'a','description':'d'}", id);
	for (i = 0; i < COUNT(steps); i++) {
		answer = person_ask(
			&person, "PUT", sample_path(id), steps[i].body);
		ck_assert_int_eq(answer.status, 200);
		sample_check_todo(answer.json, &person);
		ck_assert_str_eq(client_member(&answer, "id"), id);
		check_text(client_member(&answer, "title"), steps[i].title);
		check_text(client_member(&answer, "description"),
			steps[i].description);
		check_text(client_member(&answer, "is_completed"),
			steps[i].completed);
		client_clear(&answer);
		check_shown(&person, id, "title", steps[i].title);
		check_shown(&person, id, "description", steps[i].description);
		check_shown(&person, id, "is_completed", steps[i].completed);
	}
}
END_TEST

Suite *
api_suite_todos(void)
{
	Suite *suite = suite_create("todos");
	TCase *tests = tcase_create("todos");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_new_todo_has_all_fields_and_a_location);
	tcase_add_test(tests, a_todo_may_be_made_completed);
	tcase_add_test(tests, a_description_may_be_absent_null_or_empty);
	tcase_add_test(tests, lengths_count_characters_not_bytes);
	tcase_add_test(tests, a_blank_title_is_no_title);
	tcase_add_test(tests, a_bad_field_is_blamed_and_nothing_changes);
	tcase_add_test(tests, an_update_changes_what_it_names);
	suite_add_tcase(suite, tests);
	return suite;
}
