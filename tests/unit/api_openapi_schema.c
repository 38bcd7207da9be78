/* api_openapi_schema.c: shapes and parameters as the API's document has them. */
#include "unit/document.h"
#include "unit/suites.h"

START_TEST(answers_are_closed_and_bodies_open)
{
	struct json_object *schemas =
		document_find(document, "components schemas");

	ck_assert(!json_object_get_boolean(
		document_find(schemas, "Todo additionalProperties")));
	ck_assert_ptr_nonnull(
		document_member(document_find(schemas, "ErrorDetails"),
			"additionalProperties"));
	ck_assert_ptr_null(document_member(
		document_find(schemas, "NewTodo"), "additionalProperties"));
	ck_assert(document_has(
		document_find(schemas, "NewTodo required"), "title"));
	ck_assert_uint_eq(json_object_array_length(document_find(
				  schemas, "TodoChange required")),
		0);
	ck_assert(!document_has(
		document_find(schemas, "TodoPage required"), "next_cursor"));
	ck_assert_str_eq(
		document_text(schemas, "NewTodo properties title maxLength"),
		"255");
	ck_assert_str_eq(
		document_text(schemas, "TodoPage properties items items type"),
		"object");
}
END_TEST

/* The schema of a parameter of an operation. */
static struct json_object *
param(const char *id, const char *name)
{
	struct json_object *list = document_find(
				   document_operation(id), "parameters"),
			   *row;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		row = json_object_array_get_idx(list, i);
		if (strcmp(document_text(row, "name"), name) == 0)
			return document_find(row, "schema");
	}
	ck_abort_msg("%s takes no %s", id, name);
	return NULL;
}

/* clang-format off */
static const struct {
	const char *id, *name, *schema;
} params[] = {
	{"listTodos", "skip", "{\"type\":\"integer\",\"minimum\":0,"
		"\"maximum\":2147483647,\"default\":0}"},
	{"listTodos", "limit", "{\"type\":\"integer\",\"minimum\":1,"
		"\"maximum\":100,\"default\":20}"},
	{"listTodos", "is_completed", "{\"type\":\"boolean\"}"},
	{"listTodos", "include_total", "{\"type\":\"boolean\",\"default\":true}"},
	{"listTodos", "sort_by", "{\"type\":\"string\",\"enum\":[\"created_at\","
		"\"completed_at\",\"title\",\"due_date\",\"priority\",\"updated_at\"],\"default\":\"created_at\"}"},
	{"listTodos", "due_before", "{\"type\":\"string\",\"format\":\"date\"}"},
	{"listTodos", "updated_since", "{\"type\":\"string\",\"format\":\"date-time\"}"},
	{"listTodos", "priority", "{\"type\":\"integer\",\"minimum\":0,\"maximum\":4}"},
	{"listTodos", "q", "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}"},
	{"listUsers", "skip", "{\"type\":\"integer\",\"minimum\":0,"
		"\"maximum\":2147483647,\"default\":0}"},
	{"listUsers", "email", "{\"type\":\"string\",\"minLength\":1,"
		"\"maxLength\":254}"},
	{"getTodo", "id", "{\"type\":\"string\",\"format\":\"uuid\"}"},
};
/* clang-format on */

START_TEST(a_parameter_has_its_limits_and_default)
{
	ck_assert_str_eq(json_object_to_json_string_ext(
				 param(params[_i].id, params[_i].name),
				 JSON_C_TO_STRING_PLAIN),
		params[_i].schema);
}
END_TEST

Suite *
api_openapi_schema_suite(void)
{
	Suite *suite = suite_create("api_openapi_schema");
	TCase *tests = tcase_create("api_openapi_schema");

	tcase_add_checked_fixture(tests, document_open_root, document_close);
	tcase_add_test(tests, answers_are_closed_and_bodies_open);
	tcase_add_loop_test(tests, a_parameter_has_its_limits_and_default, 0,
		COUNT(params));
	suite_add_tcase(suite, tests);
	return suite;
}
