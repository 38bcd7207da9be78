/* api_route.c: what the rows of the routes tell, and what follows from them. */
#include "api/route.h"
#include "unit/suites.h"

#include <ctype.h>

/* The row of this operation. */
static const struct http_route *
find(const char *id)
{
	const struct http_route *route;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		if (strcmp(route->operation->id, id) == 0)
			return route;
	}
	ck_abort_msg("no route is %s", id);
	return NULL;
}

START_TEST(each_operation_has_a_name_of_its_own)
{
	const struct http_route *route;
	size_t i, len;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		ck_assert_ptr_eq(find(route->operation->id), route);
		len = strlen(route->operation->id);
		for (i = 0; i < len; i++)
			ck_assert(isalpha(
				(unsigned char)route->operation->id[i]));
		ck_assert(islower((unsigned char)route->operation->id[0]));
	}
}
END_TEST

START_TEST(each_operation_is_in_a_group_that_is_described)
{
	const struct http_route *route;
	size_t i;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		for (i = 0; i < api_tag_count; i++) {
			if (strcmp(api_tags[i].name, route->operation->tag) ==
				0)
				break;
		}
		ck_assert_msg(i < api_tag_count, "%s", route->operation->tag);
	}
}
END_TEST

START_TEST(a_row_tells_of_a_body_where_one_is_read)
{
	const struct http_route *route;
	const struct operation *operation;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		operation = route->operation;
		ck_assert_msg(!!operation->body ==
				!!(route->needs & (NEEDS_BODY | TAKES_BODY)),
			"%s", operation->id);
		ck_assert_msg((operation->answer == NULL) ==
				(operation->status == 204 ||
					(operation->traits &
						(GIVES_TEXT | GIVES_DOCUMENT))),
			"%s", operation->id);
	}
}
END_TEST

START_TEST(a_row_does_not_repeat_what_its_needs_say)
{
	const struct http_route *route;
	struct http_route bare;
	struct operation operation;
	bool may[ERROR_COUNT];
	const enum error *own;

	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		operation = *route->operation;
		operation.errors = NULL;
		bare = *route;
		bare.operation = &operation;
		api_route_errors(&bare, may);
		for (own = route->operation->errors; own && *own != OK; own++)
			ck_assert_msg(!may[*own], "%s: %s", operation.id,
				base_error_name(*own));
	}
}
END_TEST

/* clang-format off */
static const struct {
	const char *id;
	enum error errors[20]; /* all of them, up to OK */
} known[] = {
	{"getLiveness", {VALIDATION_006, SERVER_002, REQUEST_003}},
	{"register", {VALIDATION_001, VALIDATION_002, VALIDATION_003,
		VALIDATION_004, VALIDATION_006, SERVER_001, SERVER_002, SERVER_004,
		SERVER_005, REQUEST_001,
		REQUEST_004, REQUEST_005, RATE_001}},
	{"logoutAll", {AUTH_002, AUTH_004, AUTH_005, AUTH_006, AUTH_007,
		VALIDATION_006, SERVER_001, SERVER_002, SERVER_003}},
	{"listTodos", {AUTH_002, AUTH_004, AUTH_005, AUTH_006, AUTH_007,
		VALIDATION_002, VALIDATION_006, SERVER_001, SERVER_002,
		SERVER_003}},
	{"listUsers", {AUTH_002, AUTH_004, AUTH_005, AUTH_006, AUTH_007,
		AUTHZ_002, VALIDATION_002, VALIDATION_006, SERVER_001, SERVER_002, SERVER_003}},
	{"updateTodo", {AUTH_002, AUTH_004, AUTH_005, AUTH_006, AUTH_007,
		AUTHZ_001, VALIDATION_002, VALIDATION_004, VALIDATION_005, VALIDATION_006,
		RESOURCE_001, SERVER_001, SERVER_002, SERVER_003, REQUEST_001,
		REQUEST_004, REQUEST_005, REQUEST_006}},
};
/* clang-format on */

START_TEST(errors_follow_from_needs_and_parameters)
{
	const enum error *wanted = known[_i].errors;
	bool may[ERROR_COUNT];
	enum error error;

	api_route_errors(find(known[_i].id), may);
	for (error = OK; error < ERROR_COUNT; error++) {
		if (may[error])
			assert_error(error, *wanted++);
	}
	assert_error(*wanted, OK);
}
END_TEST

START_TEST(no_route_ends_before_it_is_discouraged)
{
	const struct operation *operation;
	size_t i;

	/* RFC 9745, 4. */
	for (i = 0; i < api_route_count; i++) {
		operation = api_routes[i].operation;
		ck_assert(!operation->sunset ||
			(operation->deprecated &&
				operation->sunset >= operation->deprecated));
	}
}
END_TEST

Suite *
api_route_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(each_operation_has_a_name_of_its_own),
		ONCE(each_operation_is_in_a_group_that_is_described),
		ONCE(a_row_tells_of_a_body_where_one_is_read),
		ONCE(a_row_does_not_repeat_what_its_needs_say),
		EACH(errors_follow_from_needs_and_parameters, known),
		ONCE(no_route_ends_before_it_is_discouraged),
	};

	return suite_of("api_route", tests, COUNT(tests));
}
