/* bulk.c: many operations on todos in one request. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_SUCH_ID "0badc0de-0000-4000-8000-000000000000"

static struct person person;
static char id[37];

static struct answer
send_bulk(const char *body)
{
	return person_ask(&person, "POST", "/todos/bulk", body);
}

static void
set_up(void)
{
	client_open();
	person = person_new();
	person_add_todo(&person, "old", id);
}

/* The item-th result, of which there are so many. */
static struct json_object *
result_of(const struct answer *answer, size_t item, size_t count)
{
	struct json_object *results;

	ck_assert_msg(answer->status == 200, "%d %s", answer->status,
		answer->body.data);
	ck_assert(json_object_object_get_ex(answer->json, "results", &results));
	ck_assert_uint_eq(json_object_array_length(results), count);
	return json_object_array_get_idx(results, item);
}

/* A member of an object in a result, "error.error_code"; NULL when it is not there. */
static const char *
told(struct json_object *result, const char *part, const char *member)
{
	struct json_object *object = result;

	if (part && !json_object_object_get_ex(result, part, &object))
		return NULL;
	if (!json_object_object_get_ex(object, member, &object))
		return NULL;
	return json_object_get_string(object);
}

/* A body with the id of the person's todo, and another one's, for two %s. */
static const char *
body_of(const char *format, const char *other)
{
	static char body[2048];

	snprintf(body, sizeof(body), format, id, other);
	return body;
}

START_TEST(operations_are_done_in_their_order)
{
	struct answer answer = send_bulk(body_of(
		"{'operations':[{'op':'create','title':'new','is_completed':true,"
		"'due_date':'2028-02-29'},"
		"{'op':'update','id':'%s','description':'d','priority':4},"
		"{'op':'delete','id':'%s'}]}",
		id));
	struct json_object *made = result_of(&answer, 0, 3), *todo;

	ck_assert_str_eq(told(made, NULL, "status"), "201");
	ck_assert(json_object_object_get_ex(made, "todo", &todo));
	sample_check_todo(todo, &person);
	ck_assert_str_eq(told(made, "todo", "title"), "new");
	ck_assert_str_eq(told(made, "todo", "is_completed"), "true");
	ck_assert_str_eq(told(made, "todo", "due_date"), "2028-02-29");
	made = result_of(&answer, 1, 3);
	ck_assert_str_eq(told(made, NULL, "status"), "200");
	ck_assert_str_eq(told(made, "todo", "id"), id);
	ck_assert_str_eq(told(made, "todo", "description"), "d");
	ck_assert_str_eq(told(made, "todo", "priority"), "4");
	made = result_of(&answer, 2, 3);
	ck_assert_str_eq(told(made, NULL, "status"), "204");
	ck_assert_int_eq(json_object_object_length(made), 1);
	client_clear(&answer);
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG_TITLE X64 X64 X64 X64

/* The second of these two operations is refused. */
/* clang-format off */
static const struct {
	const char *operation; /* %s: the other one's todo, or no one's */
	bool is_others;
	const char *code, *field;
} refusals[] = {
	{"{'op':'update','id':'%s','title':'x'}", true, "AUTHZ_001", "operations[1].id"},
	{"{'op':'delete','id':'%s'}", true, "AUTHZ_001", "operations[1].id"},
	{"{'op':'update','id':'%s'}", false, "RESOURCE_001", "operations[1].id"},
	{"{'op':'delete','id':'%s'}", false, "RESOURCE_001", "operations[1].id"},
	{"{'op':'delete','id':'no id'}", false, "RESOURCE_001", "operations[1].id"},
	{"{'op':'create'}", false, "VALIDATION_004", "operations[1].title"},
	{"{'op':'create','title':5}", false, "VALIDATION_002", "operations[1].title"},
	{"{'op':'create','title':'" LONG_TITLE "'}", false, "VALIDATION_005", "operations[1].title"},
	{"{'op':'remove'}", false, "VALIDATION_006", "operations[1].op"},
	{"{'op':'delete'}", false, "VALIDATION_004", "operations[1].id"},
	{"null", false, "VALIDATION_002", "operations[1]"},
};
/* clang-format on */

START_TEST(a_refused_operation_says_why_and_stops_none_or_all)
{
	struct person other = person_new();
	char foreign[37], format[1024], row[256];
	struct json_object *second, *error;
	struct answer answer;
	const char *target;

	person_add_todo(&other, "private", foreign);
	snprintf(row, sizeof(row), "%s", sample_row(foreign));
	target = refusals[_i].is_others ? foreign : NO_SUCH_ID;
	snprintf(format, sizeof(format),
		"{'operations':[{'op':'update','id':'%%s','title':'new'},%s]}",
		refusals[_i].operation);
	expect_fault(send_bulk(body_of(format, target)), refusals[_i].code,
		refusals[_i].field);
	ck_assert_str_eq(
		psql("SELECT title FROM todos WHERE id = '%s'", id), "old");
	format[strlen(format) - 1] = '\0';
	strncat(format, ",'atomic':false}",
		sizeof(format) - strlen(format) - 1);
	answer = send_bulk(body_of(format, target));
	ck_assert_str_eq(
		told(result_of(&answer, 0, 2), "todo", "title"), "new");
	second = result_of(&answer, 1, 2);
	ck_assert_str_eq(
		told(second, "error", "error_code"), refusals[_i].code);
	ck_assert(json_object_object_get_ex(second, "error", &error));
	ck_assert_str_eq(told(error, "details", "field"), refusals[_i].field);
	ck_assert_ptr_null(told(second, "todo", "id"));
	client_clear(&answer);
	ck_assert_str_eq(
		psql("SELECT title FROM todos WHERE id = '%s'", id), "new");
	ck_assert_str_eq(sample_row(foreign), row);
}
END_TEST

/* The item-th of the errors that details name: its code and field. */
static void
expect_blame(const struct answer *answer, size_t item, const char *code,
	const char *field)
{
	struct json_object *details, *errors, *blame;

	ck_assert(json_object_object_get_ex(answer->json, "details", &details));
	ck_assert(json_object_object_get_ex(details, "errors", &errors));
	blame = json_object_array_get_idx(errors, item);
	ck_assert_pstr_eq(told(blame, NULL, "error_code"), code);
	ck_assert_pstr_eq(told(blame, NULL, "field"), field);
}

START_TEST(all_operations_that_are_refused_are_told_at_once)
{
	struct answer answer = send_bulk(
		"{'operations':[{'op':'create','title':'a'},"
		"{'op':'create','title':'','description':5},{'op':'remove'}]}");

	expect_blame(&answer, 0, "VALIDATION_004", "operations[1].title");
	expect_blame(&answer, 1, "VALIDATION_002", "operations[1].description");
	expect_blame(&answer, 2, "VALIDATION_006", "operations[2].op");
	expect_fault(answer, "VALIDATION_004", "operations[1].title");
	answer = send_bulk(body_of("{'operations':[{'op':'delete','id':'x'},"
				   "{'op':'delete','id':'%s'},"
				   "{'op':'update','id':'%s','title':'a'}]}",
		NO_SUCH_ID));
	expect_blame(&answer, 0, "RESOURCE_001", "operations[0].id");
	expect_blame(&answer, 1, "RESOURCE_001", "operations[2].id");
	expect_fault(answer, "RESOURCE_001", "operations[0].id");
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *code, *field;
} bodies[] = {
	{"{}", "VALIDATION_004", "operations"},
	{"{'operations':[]}", "VALIDATION_002", "operations"},
	{"{'operations':{'op':'create'}}", "VALIDATION_002", "operations"},
	{"{'operations':[{'op':'create','title':'t'}],'atomic':1}", "VALIDATION_002", "atomic"},
};
/* clang-format on */

START_TEST(what_is_no_bulk_is_refused)
{
	expect_fault(
		send_bulk(bodies[_i].body), bodies[_i].code, bodies[_i].field);
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

START_TEST(a_hundred_operations_are_the_most)
{
	static const char unit[] = "{'op':'create','title':'t'},";
	static const char last[] = "{'op':'create','title':'t'}]}";

	expect_status(
		send_bulk(sample_repeat("{'operations':[", unit, 99, last)),
		200);
	ck_assert_int_eq(sample_count(&person), 101);
	expect_fault(
		send_bulk(sample_repeat("{'operations':[", unit, 100, last)),
		"VALIDATION_002", "operations");
	ck_assert_int_eq(sample_count(&person), 101);
}
END_TEST

/* The runner's TODOS_PER_USER, of which all but two are there. */
START_TEST(no_more_are_created_than_a_user_may_have)
{
	static const char bulk[] =
		"{'operations':[{'op':'create','title':'1'},"
		"{'op':'create','title':'2'},{'op':'create','title':'3'}]}";
	/* What is refused before takes no room. */
	static const char some[] =
		"{'atomic':false,'operations':[{'op':'create','title':''},"
		"{'op':'create','title':'2'},{'op':'create','title':'3'},"
		"{'op':'create','title':'4'}]}";
	struct answer answer;
	long limit;

	/* Nothing is known of how many todos they have. */
	person = person_new();
	ck_assert_ptr_nonnull(getenv("TODOS_PER_USER"));
	limit = strtol(getenv("TODOS_PER_USER"), NULL, 10);
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 'x', now(), now()"
	     " FROM generate_series(1, %ld)",
		person.id, limit - 2);
	expect_fault(send_bulk(bulk), "LIMIT_001", "operations[2]");
	ck_assert_int_eq(sample_count(&person), (int)limit - 2);
	answer = send_bulk(some);
	ck_assert_str_eq(told(result_of(&answer, 3, 4), "error", "error_code"),
		"LIMIT_001");
	client_clear(&answer);
	ck_assert_int_eq(sample_count(&person), (int)limit);
}
END_TEST

START_TEST(a_strict_client_is_told_of_unknown_members_of_operations)
{
	const struct ask ask = {.method = "POST",
		.target = "/todos/bulk",
		.token = person.access,
		.body = "{'operations':[{'op':'create','title':'t'},"
			"{'op':'create','title':'t','titel':'t'}]}",
		.headers = {"Prefer: handling=strict"}};

	expect_fault(
		client_send(&ask), "VALIDATION_006", "operations[1].titel");
	ck_assert_int_eq(sample_count(&person), 1);
	expect_status(send_bulk(ask.body), 200);
}
END_TEST

START_TEST(its_path_has_no_other_methods)
{
	struct answer answer = person_ask(&person, "GET", "/todos/bulk", NULL);

	ck_assert_str_eq(client_header(&answer, "allow"), "POST, OPTIONS");
	expect_error(answer, "REQUEST_003");
	expect_error(person_ask(&person, "DELETE", "/todos/bulk", NULL),
		"REQUEST_003");
}
END_TEST

Suite *
api_suite_bulk(void)
{
	Suite *suite = suite_create("bulk");
	TCase *tests = tcase_create("bulk");

	tcase_add_checked_fixture(tests, set_up, client_close);
	tcase_add_test(tests, operations_are_done_in_their_order);
	tcase_add_loop_test(tests,
		a_refused_operation_says_why_and_stops_none_or_all, 0,
		(int)COUNT(refusals));
	tcase_add_test(tests, all_operations_that_are_refused_are_told_at_once);
	tcase_add_loop_test(
		tests, what_is_no_bulk_is_refused, 0, (int)COUNT(bodies));
	tcase_add_test(tests, a_hundred_operations_are_the_most);
	tcase_add_test(tests, no_more_are_created_than_a_user_may_have);
	tcase_add_test(tests,
		a_strict_client_is_told_of_unknown_members_of_operations);
	tcase_add_test(tests, its_path_has_no_other_methods);
	suite_add_tcase(suite, tests);
	return suite;
}
