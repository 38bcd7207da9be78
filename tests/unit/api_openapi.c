/* api_openapi.c: the API's document tells what the tables hold. */
#include "api/openapi_example.h"
#include "api/openapi_fault.h"
#include "api/route.h"
#include "json/api_token.h"
#include "json/credentials.h"
#include "json/todo.h"
#include "json/todo_bulk.h"
#include "json/user.h"
#include "unit/document.h"
#include "unit/suites.h"

#include <stdio.h>

START_TEST(every_route_is_an_operation)
{
	const struct http_route *route;
	struct json_object *found;
	size_t count = 0;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		found = document_of(route);
		ck_assert_msg(found, "%s", route->operation->id);
		ck_assert_str_eq(document_text(found, "operationId"),
			route->operation->id);
		ck_assert_str_eq(document_text(found, "summary"),
			route->operation->about);
	}
	json_object_object_foreach(
		document_member(document, "paths"), path, methods)
	{
		(void)path;
		count += (size_t)json_object_object_length(methods);
	}
	ck_assert_uint_eq(count, api_route_count);
}
END_TEST

/* Follows each reference in a value. */
static void
check_references(struct json_object *value)
{
	size_t i;

	if (json_object_is_type(value, json_type_array)) {
		for (i = 0; i < json_object_array_length(value); i++)
			check_references(json_object_array_get_idx(value, i));
	}
	if (!json_object_is_type(value, json_type_object))
		return;
	document_follow(value);
	json_object_object_foreach(value, name, inner)
	{
		(void)name;
		check_references(inner);
	}
}

START_TEST(every_reference_leads_somewhere)
{
	check_references(document);
}
END_TEST

/* Checks what an operation tells of an error. */
static void
check_error(struct json_object *responses, const struct operation *operation,
	enum error error)
{
	bool is_own = api_openapi_fault_is_own(operation, error);
	const char *code = base_error_name(error);
	struct json_object *response, *content, *narrow, *value;
	char status[8];

	snprintf(status, sizeof(status), "%d", base_error_status(error));
	response = document_find(responses, status);
	content = document_find(response, "content application/json");
	narrow = json_object_array_get_idx(
		document_find(content, "schema allOf"), 1);
	ck_assert(document_has(
		document_find(narrow, "properties error_code enum"), code));
	value = document_member(
		document_find(document_find(content, "examples"), code),
		"value");
	ck_assert_str_eq(document_text(value, "error_code"), code);
	ck_assert_msg(
		!document_member(value, "details") == !is_own, "%s", code);
	if (is_own)
		ck_assert_ptr_nonnull(document_find(value, "details field"));
	assert_holds(
		document_text(response, "description"), base_error_when(error));
	if (base_error_traits(error) & MAY_RETRY)
		document_find(response, "headers Retry-After");
	document_find(response, "headers X-Request-ID");
}

START_TEST(each_error_of_an_operation_has_an_example)
{
	struct json_object *responses;
	const struct http_route *route;
	bool may[ERROR_COUNT];
	enum error error;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		responses = document_find(document_of(route), "responses");
		api_route_errors(route, may);
		for (error = OK + 1; error < ERROR_COUNT; error++) {
			if (may[error])
				check_error(responses, route->operation, error);
		}
	}
}
END_TEST

START_TEST(an_error_that_no_route_answers_with_is_not_told)
{
	ck_assert_ptr_null(document_member(
		document_find(document_operation("getTodo"), "responses"),
		"413"));
	ck_assert_ptr_null(document_member(
		document_find(document_operation("login"), "responses"),
		"403"));
	ck_assert(!document_has(
		document_find(
			json_object_array_get_idx(
				document_find(document_operation("login"),
					"responses 401 content application/json schema allOf"),
				1),
			"properties error_code enum"),
		"AUTH_002"));
}
END_TEST

/* How each body is read. */
static enum error
read_body(const char *id, const struct json_parser *parser)
{
	struct todo_change todo;
	struct todo_bulk bulk;
	struct credentials credentials;
	struct password_change change;
	struct password_reset reset;
	struct api_token api_token;
	struct fault fault;
	struct text token;
	bool active;

	if (strcmp(id, "createTodo") == 0)
		return json_todo_read_new(parser, &todo, &fault);
	if (strcmp(id, "changeTodos") == 0) {
		assert_error(json_todo_read_bulk(parser, &bulk, &fault), OK);
		ck_assert_ptr_null(model_todo_bulk_refused(&bulk));
		return OK;
	}
	if (strcmp(id, "updateTodo") == 0 || strcmp(id, "patchTodo") == 0)
		return json_todo_read_change(parser, &todo, &fault);
	if (strcmp(id, "updateUser") == 0)
		return json_user_read_change(parser, &active, &fault);
	if (strcmp(id, "register") == 0)
		return json_credentials_read_new(parser, &credentials, &fault);
	if (strcmp(id, "login") == 0)
		return json_credentials_read_login(
			parser, &credentials, &fault);
	if (strcmp(id, "resetPassword") == 0)
		return json_credentials_read_reset(parser, &reset, &fault);
	if (strcmp(id, "deleteMe") == 0)
		return json_credentials_read_proof(parser, &token, &fault);
	if (strcmp(id, "createApiToken") == 0)
		return json_api_token_read(
			parser, API_OPENAPI_NOW, &api_token, &token, &fault);
	if (strcmp(id, "changePassword") == 0)
		return json_credentials_read_change(parser, &change, &fault);
	return json_credentials_read_refresh(parser, &token) == GIVEN ?
		OK :
		VALIDATION_004;
}

START_TEST(the_example_of_a_body_is_one_that_is_accepted)
{
	struct json_parser *parser = json_parser_new();
	const struct http_route *route;
	struct json_object *example;
	struct fault fault;
	size_t count = 0;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		if (!route->operation->body)
			continue;
		example = document_find(document_of(route),
			"requestBody content application/json example");
		assert_error(
			json_parser_read(parser,
				base_text_of(json_object_get_string(example)),
				&fault),
			OK);
		assert_error(read_body(route->operation->id, parser), OK);
		count++;
	}
	ck_assert_uint_eq(count, 13);
	json_parser_free(parser);
}
END_TEST

/* clang-format off */
static const struct {
	const char *id, *security;
} ways[] = {
	{"getHealth", "[]"}, {"login", "[]"}, {"listTodos", "[{\"bearer\":[]}]"},
	{"refreshTokens", "[{},{\"refreshCookie\":[]}]"},
	{"logout", "[{\"bearer\":[]},{\"bearer\":[],\"refreshCookie\":[]}]"},
	{"getMetrics", "[{},{\"metricsToken\":[]}]"},
};
/* clang-format on */

START_TEST(an_operation_says_how_to_be_let_in)
{
	ck_assert_str_eq(json_object_to_json_string_ext(
				 document_find(document_operation(ways[_i].id),
					 "security"),
				 JSON_C_TO_STRING_PLAIN),
		ways[_i].security);
}
END_TEST

START_TEST(headers_are_told_where_they_are_given)
{
	document_find(document_operation("createTodo"),
		"responses 201 headers Location");
	document_find(document_operation("login"),
		"responses 200 headers Set-Cookie");
	document_find(document_operation("getDocument"),
		"responses 304 headers ETag");
	document_find(document_operation("getTodo"),
		"responses 401 headers WWW-Authenticate");
	document_find(
		document_operation("getHealth"), "responses 405 headers Allow");
	document_find(document_operation("createTodo"),
		"responses 415 headers Accept-Encoding");
	ck_assert_ptr_null(
		document_member(document_find(document_operation("getTodo"),
					"responses 200 headers"),
			"Location"));
}
END_TEST

START_TEST(limits_of_the_settings_are_told)
{
	assert_holds(
		document_text(document, "info description"), " 4321 bytes");
	ck_assert_str_eq(
		document_text(document_operation("login"),
			"responses 200 content application/json example expires_in"),
		"1020");
}
END_TEST

static const struct {
	const char *prefix, *url;
} mounts[] = {{"", "/"}, {"/api", "/api"}, {"/a/b-c", "/a/b-c"}};

START_TEST(the_server_is_where_the_api_is_mounted)
{
	document_close();
	document_open(mounts[_i].prefix);
	ck_assert_str_eq(
		document_text(json_object_array_get_idx(
				      document_find(document, "servers"), 0),
			"url"),
		mounts[_i].url);
}
END_TEST

Suite *
api_openapi_suite(void)
{
	Suite *suite = suite_create("api_openapi");
	TCase *tests = tcase_create("api_openapi");

	tcase_add_checked_fixture(tests, document_open_root, document_close);
	tcase_add_test(tests, every_route_is_an_operation);
	tcase_add_test(tests, every_reference_leads_somewhere);
	tcase_add_test(tests, each_error_of_an_operation_has_an_example);
	tcase_add_test(tests, an_error_that_no_route_answers_with_is_not_told);
	tcase_add_test(tests, the_example_of_a_body_is_one_that_is_accepted);
	tcase_add_loop_test(
		tests, an_operation_says_how_to_be_let_in, 0, COUNT(ways));
	tcase_add_test(tests, headers_are_told_where_they_are_given);
	tcase_add_test(tests, limits_of_the_settings_are_told);
	tcase_add_loop_test(tests, the_server_is_where_the_api_is_mounted, 0,
		COUNT(mounts));
	suite_add_tcase(suite, tests);
	return suite;
}
