/* isolation.c: nobody sees, changes or deletes what is another user's. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE "/todos/0badc0de-0000-4000-8000-000000000000"

/* Asserts that each way to a todo on this path ends in this error. */
static void
expect_no_way(const struct person *person, const char *path, const char *code)
{
	struct answer answer;

	expect_error(person_ask(person, "GET", path, NULL), code);
	expect_error(person_ask(person, "PUT", path, "{'title':'mine'}"), code);
	expect_error(
		person_ask(person, "PUT", path, "{'is_completed':true}"), code);
	expect_error(
		person_ask(person, "PUT", path, "{'description':null}"), code);
	expect_error(person_ask(person, "PUT", path, "{}"), code);
	expect_error(person_ask(person, "DELETE", path, NULL), code);
	answer = person_ask(person, "HEAD", path, NULL);
	ck_assert_int_eq(answer.status, strcmp(code, "AUTHZ_001") ? 404 : 403);
	client_clear(&answer);
}

START_TEST(another_users_todo_is_forbidden_and_stays)
{
	struct person owner = person_new(), other = person_new();
	char id[37], upper[37], row[256], *c;

	person_add_todo(&owner, "private", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	expect_no_way(&other, sample_path(id), "AUTHZ_001");
	snprintf(upper, sizeof(upper), "%s", id);
	for (c = upper; *c; c++)
		*c = (char)(*c >= 'a' ? *c - 'a' + 'A' : *c);
	expect_no_way(&other, sample_path(upper), "AUTHZ_001");
	ck_assert_str_eq(sample_row(id), row);
	expect_status(person_ask(&owner, "GET", sample_path(id), NULL), 200);
	/* Once it is gone, it is nobody's. */
	expect_status(person_ask(&owner, "DELETE", sample_path(id), NULL), 204);
	expect_no_way(&other, sample_path(id), "RESOURCE_001");
}
END_TEST

START_TEST(an_unknown_id_is_not_found)
{
	struct person person = person_new();

	expect_no_way(&person, NOWHERE, "RESOURCE_001");
	expect_no_way(&person, sample_path(person.id), "RESOURCE_001");
}
END_TEST

START_TEST(a_forbidden_answer_tells_nothing_of_the_todo)
{
	struct person owner = person_new(), other = person_new();
	struct answer answer;
	char id[37];

	person_add_todo(&owner, "private-words", id);
	answer = person_ask(&other, "GET", sample_path(id), NULL);
	ck_assert_int_eq(answer.status, 403);
	ck_assert_ptr_null(strstr(answer.body.data, "private-words"));
	ck_assert_ptr_null(strstr(answer.body.data, owner.id));
	ck_assert_ptr_null(strstr(answer.body.data, owner.email));
	client_clear(&answer);
}
END_TEST

START_TEST(a_bad_body_is_told_before_whose_todo_it_is)
{
	/* clang-format off */
	static const struct {
		const char *body, *code;
	} cases[] = {
		{"", "REQUEST_001"}, {"{", "REQUEST_001"}, {"[]", "REQUEST_001"},
		{"{'title':'\xff'}", "REQUEST_001"},
		{"{'title':' '}", "VALIDATION_004"},
		{"{'title':null}", "VALIDATION_004"},
		{"{'title':1}", "VALIDATION_002"},
		{"{'is_completed':null}", "VALIDATION_002"},
	};
	/* clang-format on */
	struct person owner = person_new(), other = person_new();
	struct ask plain = {.method = "PUT",
		.token = other.access,
		.body = "{}",
		.content_type = "text/plain"};
	char id[37], path[64];
	size_t i;

	person_add_todo(&owner, "private", id);
	snprintf(path, sizeof(path), "/todos/%s", id);
	for (i = 0; i < COUNT(cases); i++) {
		expect_error(person_ask(&other, "PUT", path, cases[i].body),
			cases[i].code);
		expect_error(person_ask(&other, "PUT", NOWHERE, cases[i].body),
			cases[i].code);
		expect_error(person_ask(&other, "PUT", "/todos/no-id",
				     cases[i].body),
			cases[i].code);
	}
	expect_fault(person_ask(&other, "PUT", path,
			     sample_repeat("{'title':'", "x", 256, "'}")),
		"VALIDATION_005", "title");
	plain.target = path;
	expect_error(client_send(&plain), "REQUEST_005");
}
END_TEST

/* Asserts that the list holds count todos, all the person's. */
static void
check_list(const struct person *person, const char *target, size_t count)
{
	struct answer answer = person_ask(person, "GET", target, NULL);
	struct json_object *items;
	size_t i;

	ck_assert_int_eq(answer.status, 200);
	ck_assert(json_object_object_get_ex(answer.json, "items", &items));
	ck_assert_uint_eq(json_object_array_length(items), count);
	ck_assert_uint_eq(
		strtoul(client_member(&answer, "total"), NULL, 10), count);
	for (i = 0; i < count; i++)
		sample_check_todo(json_object_array_get_idx(items, i), person);
	client_clear(&answer);
}

START_TEST(lists_never_mix)
{
	static const char *const sorts[] = {
		"created_at", "completed_at", "title"};
	static const char *const filters[] = {
		"",
		"&is_completed=true",
		"&is_completed=false",
	};
	static const size_t mine[] = {3, 1, 2}, theirs[] = {4, 2, 2};
	struct person a = person_new(), b = person_new();
	char target[256];
	size_t i, k;

	/* Alike, at the same moment, in turn. */
	psql("INSERT INTO todos SELECT gen_random_uuid(), u::uuid, 'same', NULL,"
	     " done, now(), CASE WHEN done THEN now() END, now() FROM"
	     " (VALUES ('%s', true), ('%s', true), ('%s', false), ('%s', false),"
	     " ('%s', false), ('%s', false), ('%s', true)) v (u, done)",
		a.id, b.id, a.id, b.id, a.id, b.id, b.id);
	for (i = 0; i < COUNT(sorts); i++) {
		for (k = 0; k < COUNT(filters); k++) {
			snprintf(target, sizeof(target), "/todos?sort_by=%s%s",
				sorts[i], filters[k]);
			check_list(&a, target, mine[k]);
			check_list(&b, target, theirs[k]);
		}
	}
	/* Nor by asking for it. */
	snprintf(target, sizeof(target), "/todos?user_id=%s&limit=100", b.id);
	check_list(&a, target, 3);
}
END_TEST

START_TEST(nobody_makes_todos_for_another)
{
	struct person person = person_new(), other = person_new();
	struct answer answer;
	char body[128], id[37];

	snprintf(body, sizeof(body), "{'title':'x','user_id':'%s'}", other.id);
	answer = person_ask(&person, "POST", "/todos", body);
	ck_assert_int_eq(answer.status, 201);
	ck_assert_str_eq(client_member(&answer, "user_id"), person.id);
	snprintf(id, sizeof(id), "%s", client_member(&answer, "id"));
	client_clear(&answer);
	expect_status(person_ask(&person, "PUT", sample_path(id), body), 200);
	ck_assert_str_eq(psql("SELECT user_id FROM todos WHERE id = '%s'", id),
		person.id);
	check_list(&other, "/todos", 0);
}
END_TEST

START_TEST(todos_go_with_their_user)
{
	struct person person = person_new();
	char id[37];

	person_add_todo(&person, "x", id);
	psql("DELETE FROM users WHERE id = '%s'", person.id);
	ck_assert_int_eq(sample_count(&person), 0);
	expect_error(
		person_ask(&person, "GET", sample_path(id), NULL), "AUTH_007");
}
END_TEST

Suite *
api_suite_isolation(void)
{
	Suite *suite = suite_create("isolation");
	TCase *tests = tcase_create("isolation");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, another_users_todo_is_forbidden_and_stays);
	tcase_add_test(tests, an_unknown_id_is_not_found);
	tcase_add_test(tests, a_forbidden_answer_tells_nothing_of_the_todo);
	tcase_add_test(tests, a_bad_body_is_told_before_whose_todo_it_is);
	tcase_add_test(tests, lists_never_mix);
	tcase_add_test(tests, nobody_makes_todos_for_another);
	tcase_add_test(tests, todos_go_with_their_user);
	suite_add_tcase(suite, tests);
	return suite;
}
