/* api_openapi.c: the API's document tells what the tables hold. */
#include "api/openapi.h"

#include "api/openapi_cache.h"
#include "api/route.h"
#include "json/credentials.h"
#include "json/todo.h"
#include "json/user.h"
#include "support/fail.h"
#include "unit/suites.h"

#include <ctype.h>
#include <json-c/json.h>
#include <stdio.h>

static struct json_object *document;

/* Parses the document of the default settings, with some other limits. */
static void
open_document(const char *prefix)
{
	struct settings settings;
	struct buffer out = {0};

	base_setting_default(&settings);
	settings.max_body_bytes = 4321;
	settings.access_minutes = 17;
	api_openapi_write(&out, &settings, base_text_of(prefix));
	ck_assert(!out.failed);
	base_buffer_putc(&out, '\0');
	document = json_tokener_parse(out.data);
	ck_assert_ptr_nonnull(document);
	base_buffer_clear(&out);
}

static void
open_at_root(void)
{
	open_document("");
}

static void
close_document(void)
{
	json_object_put(document);
	document = NULL;
}

/* A member of an object, or NULL. */
static struct json_object *
member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, name, &found);
	return found;
}

/* What a reference leads to, or what is none itself. */
static struct json_object *
follow(struct json_object *object)
{
	struct json_object *ref = member(object, "$ref"), *at = document;
	char path[256], *step, *rest = path;

	if (!ref)
		return object;
	snprintf(path, sizeof(path), "%s", json_object_get_string(ref));
	ck_assert_str_eq(strsep(&rest, "/"), "#");
	while ((step = strsep(&rest, "/")) != NULL)
		at = member(at, step);
	ck_assert_msg(at, "%s leads nowhere", json_object_get_string(ref));
	return at;
}

/* A member by its path, "a b c"; references are followed. */
static struct json_object *
find(struct json_object *object, const char *path)
{
	char copy[256], *step, *rest = copy;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((step = strsep(&rest, " ")) != NULL) {
		object = member(follow(object), step);
		ck_assert_msg(object, "there is no %s of %s", step, path);
	}
	return follow(object);
}

static const char *
text_of(struct json_object *object, const char *path)
{
	return json_object_get_string(find(object, path));
}

static struct json_object *
operation_of(const struct http_route *route)
{
	const char *name = http_method_name(route->method);
	char lower[16] = "";
	size_t i;

	for (i = 0; name[i]; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	return member(member(member(document, "paths"), route->pattern), lower);
}

/* The operation of this id. */
static struct json_object *
operation(const char *id)
{
	size_t i;

	for (i = 0; i < api_route_count; i++) {
		if (strcmp(api_routes[i].operation->id, id) == 0)
			return operation_of(&api_routes[i]);
	}
	ck_abort_msg("there is no %s", id);
	return NULL;
}

START_TEST(every_route_is_an_operation)
{
	const struct http_route *route;
	struct json_object *found;
	size_t count = 0;

	for (route = api_routes; route < api_routes + api_route_count; route++) {
		found = operation_of(route);
		ck_assert_msg(found, "%s", route->operation->id);
		ck_assert_str_eq(text_of(found, "operationId"),
			route->operation->id);
		ck_assert_str_eq(text_of(found, "summary"),
			route->operation->about);
	}
	json_object_object_foreach(member(document, "paths"), path, methods)
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
	follow(value);
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

/* Whether an array of strings has this one. */
static bool
has(struct json_object *array, const char *text)
{
	size_t i;

	for (i = 0; i < json_object_array_length(array); i++) {
		if (strcmp(json_object_get_string(
			json_object_array_get_idx(array, i)), text) == 0)
			return true;
	}
	return false;
}

/* Checks what an operation tells of an error. */
static void
check_error(struct json_object *responses, enum error error)
{
	const char *code = base_error_name(error);
	struct json_object *response, *content, *narrow, *value;
	char status[8];

	snprintf(status, sizeof(status), "%d", base_error_status(error));
	response = find(responses, status);
	content = find(response, "content application/json");
	narrow = json_object_array_get_idx(find(content, "schema allOf"), 1);
	ck_assert(has(find(narrow, "properties error_code enum"), code));
	value = member(find(find(content, "examples"), code), "value");
	ck_assert_str_eq(text_of(value, "error_code"), code);
	ck_assert_msg(!member(value, "details") ==
		!(base_error_traits(error) & BLAMES_FIELD), "%s", code);
	if (base_error_traits(error) & BLAMES_FIELD)
		ck_assert_ptr_nonnull(find(value, "details field"));
	assert_holds(text_of(response, "description"), base_error_when(error));
	if (base_error_traits(error) & MAY_RETRY)
		find(response, "headers Retry-After");
	find(response, "headers X-Request-ID");
}

START_TEST(each_error_of_an_operation_has_an_example)
{
	struct json_object *responses;
	const struct http_route *route;
	bool may[ERROR_COUNT];
	enum error error;

	for (route = api_routes; route < api_routes + api_route_count; route++) {
		responses = find(operation_of(route), "responses");
		api_route_errors(route, may);
		for (error = OK + 1; error < ERROR_COUNT; error++) {
			if (may[error])
				check_error(responses, error);
		}
	}
}
END_TEST

START_TEST(an_error_that_no_route_answers_with_is_not_told)
{
	ck_assert_ptr_null(member(find(operation("getTodo"), "responses"), "422"));
	ck_assert_ptr_null(member(find(operation("login"), "responses"), "403"));
	ck_assert(!has(find(json_object_array_get_idx(find(operation("login"),
		"responses 401 content application/json schema allOf"), 1),
		"properties error_code enum"), "AUTH_002"));
}
END_TEST

/* How each body is read. */
static enum error
read_body(const char *id, const struct json_parser *parser)
{
	struct todo_change todo;
	struct credentials credentials;
	struct password_change change;
	struct fault fault;
	struct text token;
	bool active;

	if (strcmp(id, "createTodo") == 0)
		return json_todo_read_new(parser, &todo, &fault);
	if (strcmp(id, "updateTodo") == 0)
		return json_todo_read_change(parser, &todo, &fault);
	if (strcmp(id, "updateUser") == 0)
		return json_user_read_change(parser, &active, &fault);
	if (strcmp(id, "register") == 0)
		return json_credentials_read_new(parser, &credentials, &fault);
	if (strcmp(id, "login") == 0)
		return json_credentials_read_login(parser, &credentials, &fault);
	if (strcmp(id, "changePassword") == 0)
		return json_credentials_read_change(parser, &change, &fault);
	return json_credentials_read_refresh(parser, &token) == GIVEN ? OK :
		VALIDATION_004;
}

START_TEST(the_example_of_a_body_is_one_that_is_accepted)
{
	struct json_parser *parser = json_parser_new();
	const struct http_route *route;
	struct json_object *example;
	size_t count = 0;

	for (route = api_routes; route < api_routes + api_route_count; route++) {
		if (!route->operation->body)
			continue;
		example = find(operation_of(route),
			"requestBody content application/json example");
		assert_error(json_parser_read(parser,
			base_text_of(json_object_get_string(example))), OK);
		assert_error(read_body(route->operation->id, parser), OK);
		count++;
	}
	ck_assert_uint_eq(count, 8);
	json_parser_free(parser);
}
END_TEST

START_TEST(answers_are_closed_and_bodies_open)
{
	struct json_object *schemas = find(document, "components schemas");

	ck_assert(!json_object_get_boolean(
		find(schemas, "Todo additionalProperties")));
	ck_assert_ptr_nonnull(member(find(schemas, "ErrorDetails"),
		"additionalProperties"));
	ck_assert_ptr_null(member(find(schemas, "NewTodo"),
		"additionalProperties"));
	ck_assert(has(find(schemas, "NewTodo required"), "title"));
	ck_assert_uint_eq(json_object_array_length(
		find(schemas, "TodoChange required")), 0);
	ck_assert(!has(find(schemas, "TodoPage required"), "next_cursor"));
	ck_assert_str_eq(text_of(schemas, "NewTodo properties title maxLength"),
		"255");
	ck_assert_str_eq(text_of(schemas, "TodoPage properties items items type"),
		"object");
}
END_TEST

/* The schema of a parameter of an operation. */
static struct json_object *
param(const char *id, const char *name)
{
	struct json_object *list = find(operation(id), "parameters"), *row;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		row = json_object_array_get_idx(list, i);
		if (strcmp(text_of(row, "name"), name) == 0)
			return find(row, "schema");
	}
	ck_abort_msg("%s takes no %s", id, name);
	return NULL;
}

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
		"\"completed_at\",\"title\"],\"default\":\"created_at\"}"},
	{"listUsers", "skip", "{\"type\":\"integer\",\"minimum\":0,"
		"\"maximum\":2147483647,\"default\":0}"},
	{"listUsers", "email", "{\"type\":\"string\",\"minLength\":1,"
		"\"maxLength\":254}"},
	{"getTodo", "id", "{\"type\":\"string\",\"format\":\"uuid\"}"},
};

START_TEST(a_parameter_has_its_limits_and_default)
{
	ck_assert_str_eq(json_object_to_json_string_ext(
		param(params[_i].id, params[_i].name), JSON_C_TO_STRING_PLAIN),
		params[_i].schema);
}
END_TEST

static const struct {
	const char *id, *security;
} ways[] = {
	{"getHealth", "[]"}, {"login", "[]"}, {"listTodos", "[{\"bearer\":[]}]"},
	{"refreshTokens", "[{},{\"refreshCookie\":[]}]"},
	{"logout", "[{\"bearer\":[]},{\"bearer\":[],\"refreshCookie\":[]}]"},
	{"getMetrics", "[{},{\"metricsToken\":[]}]"},
};

START_TEST(an_operation_says_how_to_be_let_in)
{
	ck_assert_str_eq(json_object_to_json_string_ext(
		find(operation(ways[_i].id), "security"),
		JSON_C_TO_STRING_PLAIN), ways[_i].security);
}
END_TEST

START_TEST(headers_are_told_where_they_are_given)
{
	find(operation("createTodo"), "responses 201 headers Location");
	find(operation("login"), "responses 200 headers Set-Cookie");
	find(operation("getDocument"), "responses 304 headers ETag");
	find(operation("getTodo"), "responses 401 headers WWW-Authenticate");
	find(operation("getHealth"), "responses 405 headers Allow");
	find(operation("createTodo"), "responses 415 headers Accept-Encoding");
	ck_assert_ptr_null(member(find(operation("getTodo"),
		"responses 200 headers"), "Location"));
}
END_TEST

START_TEST(limits_of_the_settings_are_told)
{
	assert_holds(text_of(document, "info description"), " 4321 bytes");
	ck_assert_str_eq(text_of(operation("login"),
		"responses 200 content application/json example expires_in"),
		"1020");
}
END_TEST

static const struct {
	const char *prefix, *url;
} mounts[] = {{"", "/"}, {"/api", "/api"}, {"/a/b-c", "/a/b-c"}};

START_TEST(the_server_is_where_the_api_is_mounted)
{
	close_document();
	open_document(mounts[_i].prefix);
	ck_assert_str_eq(text_of(json_object_array_get_idx(
		find(document, "servers"), 0), "url"), mounts[_i].url);
}
END_TEST

START_TEST(a_worker_makes_it_once_for_each_place)
{
	struct api_openapi kept = {0};
	struct settings settings;
	char etag[ETAG_TEXT];
	const char *data;

	base_setting_default(&settings);
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("")));
	data = kept.text.data;
	memcpy(etag, kept.etag, sizeof(etag));
	kept.text.data[0] = '!';
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("")));
	ck_assert_ptr_eq(kept.text.data, data);
	ck_assert_int_eq(kept.text.data[0], '!');
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("/api")));
	ck_assert_int_eq(kept.text.data[0], '{');
	ck_assert_str_ne(kept.etag, etag);
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("")));
	ck_assert_str_eq(kept.etag, etag);
	api_openapi_cache_clear(&kept);
	ck_assert_ptr_null(kept.text.data);
}
END_TEST

START_TEST(without_memory_there_is_none_and_then_there_is)
{
	struct api_openapi kept = {0};
	struct settings settings;
	bool made;

	base_setting_default(&settings);
	fail_nth(FAIL_realloc, _i + 1);
	made = api_openapi_cache_make(&kept, &settings, base_text_of("/api"));
	fail_none();
	ck_assert(!made);
	ck_assert_uint_eq(kept.text.len, 0);
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("/api")));
	ck_assert_uint_gt(kept.text.len, 0);
	api_openapi_cache_clear(&kept);
}
END_TEST

Suite *
api_openapi_suite(void)
{
	Suite *suite = suite_create("api_openapi");
	TCase *tests = tcase_create("api_openapi");

	tcase_add_checked_fixture(tests, open_at_root, close_document);
	tcase_add_test(tests, every_route_is_an_operation);
	tcase_add_test(tests, every_reference_leads_somewhere);
	tcase_add_test(tests, each_error_of_an_operation_has_an_example);
	tcase_add_test(tests, an_error_that_no_route_answers_with_is_not_told);
	tcase_add_test(tests, the_example_of_a_body_is_one_that_is_accepted);
	tcase_add_test(tests, answers_are_closed_and_bodies_open);
	tcase_add_loop_test(tests, a_parameter_has_its_limits_and_default, 0,
		COUNT(params));
	tcase_add_loop_test(tests, an_operation_says_how_to_be_let_in, 0,
		COUNT(ways));
	tcase_add_test(tests, headers_are_told_where_they_are_given);
	tcase_add_test(tests, limits_of_the_settings_are_told);
	tcase_add_loop_test(tests, the_server_is_where_the_api_is_mounted, 0,
		COUNT(mounts));
	tcase_add_test(tests, a_worker_makes_it_once_for_each_place);
	tcase_add_loop_test(tests, without_memory_there_is_none_and_then_there_is,
		0, 3);
	suite_add_tcase(suite, tests);
	return suite;
}
