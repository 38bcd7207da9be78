/* http_router.c: methods and paths find their rows. */
#include "http/router.h"

#include "unit/suites.h"

/* clang-format off */
static const struct http_route table[] = {
	{HTTP_GET, "/", 0, NULL, NULL},
	{HTTP_POST, "/login", 1, NULL, NULL},
	{HTTP_GET, "/todos", 2, NULL, NULL},
	{HTTP_POST, "/todos", 3, NULL, NULL},
	{HTTP_GET, "/todos/{id}", 4, NULL, NULL},
	{HTTP_DELETE, "/todos/{id}", 5, NULL, NULL},
	{HTTP_GET, "/a/{b}/c", 6, NULL, NULL},
	{HTTP_GET, "/{x}/end/of", 7, NULL, NULL},
	{HTTP_POST, "/todos/bulk", 8, NULL, NULL},
	{HTTP_GET, "/b/of", 9, NULL, NULL},
	{HTTP_PUT, "/b/{x}", 10, NULL, NULL},
};
/* clang-format on */

/* clang-format off */
static const struct {
	enum http_method method;
	const char *path;
	enum error error;
	int row;           /* -1: none */
	const char *param; /* NULL: none */
	const char *allow; /* NULL: the path is unknown */
} requests[] = {
	{HTTP_GET, "/", OK, 0, NULL, "GET, HEAD, OPTIONS"},
	{HTTP_POST, "/login", OK, 1, NULL, "POST, OPTIONS"},
	{HTTP_GET, "/todos", OK, 2, NULL, "GET, HEAD, POST, OPTIONS"},
	{HTTP_HEAD, "/todos", OK, 2, NULL, "GET, HEAD, POST, OPTIONS"},
	{HTTP_POST, "/todos", OK, 3, NULL, "GET, HEAD, POST, OPTIONS"},
	{HTTP_GET, "/todos/7", OK, 4, "7", "GET, HEAD, DELETE, OPTIONS"},
	{HTTP_GET, "/todos/{id}", OK, 4, "{id}", "GET, HEAD, DELETE, OPTIONS"},
	{HTTP_DELETE, "/todos/%2f", OK, 5, "%2f", "GET, HEAD, DELETE, OPTIONS"},
	{HTTP_GET, "/a/x.y/c", OK, 6, "x.y", "GET, HEAD, OPTIONS"},
	/* A pattern behind it that begins to fit changes nothing. */
	{HTTP_GET, "/a/end/c", OK, 6, "end", "GET, HEAD, OPTIONS"},
	{HTTP_GET, "/b/end/of", OK, 7, "b", "GET, HEAD, OPTIONS"},
	/* A pattern that is the path is the only one, before or behind another. */
	{HTTP_POST, "/todos/bulk", OK, 8, NULL, "POST, OPTIONS"},
	{HTTP_GET, "/todos/bulk", REQUEST_003, -1, NULL, "POST, OPTIONS"},
	{HTTP_OPTIONS, "/todos/bulk", OK, -1, NULL, "POST, OPTIONS"},
	{HTTP_POST, "/todos/bulkx", REQUEST_003, -1, "bulkx", "GET, HEAD, DELETE, OPTIONS"},
	{HTTP_GET, "/b/of", OK, 9, NULL, "GET, HEAD, OPTIONS"},
	{HTTP_PUT, "/b/of", REQUEST_003, -1, NULL, "GET, HEAD, OPTIONS"},
	{HTTP_PUT, "/b/7", OK, 10, "7", "PUT, OPTIONS"},
	{HTTP_OPTIONS, "/a/end/c", OK, -1, "end", "GET, HEAD, OPTIONS"},
	{HTTP_OPTIONS, "/login", OK, -1, NULL, "POST, OPTIONS"},
	{HTTP_OPTIONS, "/todos/7", OK, -1, "7", "GET, HEAD, DELETE, OPTIONS"},
	{HTTP_GET, "/login", REQUEST_003, -1, NULL, "POST, OPTIONS"},
	{HTTP_HEAD, "/login", REQUEST_003, -1, NULL, "POST, OPTIONS"},
	{HTTP_PUT, "/todos", REQUEST_003, -1, NULL, "GET, HEAD, POST, OPTIONS"},
	{HTTP_OTHER, "/todos", REQUEST_003, -1, NULL, "GET, HEAD, POST, OPTIONS"},
	{HTTP_GET, "", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "todos", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/todo", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/todoss", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/Todos", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/todos/", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "//todos", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/todos//7", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/todos/7/", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/todos/7/8", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/a//c", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/a/b", REQUEST_002, -1, NULL, NULL},
	{HTTP_GET, "/a/b/cd", REQUEST_002, -1, NULL, NULL},
	{HTTP_OPTIONS, "/unknown", REQUEST_002, -1, NULL, NULL},
	{HTTP_OTHER, "/unknown", REQUEST_002, -1, NULL, NULL},
};
/* clang-format on */

START_TEST(a_request_finds_its_row_or_the_reason_why_not)
{
	struct buffer allow = {0};
	struct http_match match;

	assert_error(http_router_find(table, COUNT(table), requests[_i].method,
			     base_text_of(requests[_i].path), &match),
		requests[_i].error);
	ck_assert_ptr_eq(match.route,
		requests[_i].row < 0 ? NULL : &table[requests[_i].row]);
	if (requests[_i].param)
		assert_text(match.param, requests[_i].param);
	else
		ck_assert_ptr_null(match.param.data);
	if (!requests[_i].allow) {
		ck_assert_ptr_null(match.pattern);
		ck_assert_uint_eq(match.methods, 0);
		return;
	}
	ck_assert_ptr_nonnull(match.pattern);
	http_router_list(match.methods, &allow);
	assert_buffer(&allow, requests[_i].allow);
	base_buffer_clear(&allow);
}
END_TEST

START_TEST(an_empty_table_has_no_path)
{
	struct http_match match;

	assert_error(
		http_router_find(table, 0, HTTP_GET, base_text_of("/"), &match),
		REQUEST_002);
}
END_TEST

START_TEST(no_methods_are_an_empty_list)
{
	struct buffer allow = {0};

	http_router_list(0, &allow);
	ck_assert_uint_eq(allow.len, 0);
}
END_TEST

Suite *
http_router_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_request_finds_its_row_or_the_reason_why_not, requests),
		ONCE(an_empty_table_has_no_path),
		ONCE(no_methods_are_an_empty_list),
	};

	return suite_of("http_router", tests, COUNT(tests));
}
