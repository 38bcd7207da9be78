/* http_request.c: CGI variables become a request. */
#include "http/request.h"

#include "unit/suites.h"

#include <string.h>

START_TEST(every_variable_fills_its_member)
{
	char *const variables[] = {"REQUEST_METHOD=POST", "PATH_INFO=/p",
		"QUERY_STRING=a=b=c", "CONTENT_LENGTH=7", "CONTENT_TYPE=t",
		"REMOTE_ADDR=::1", "HTTPS=on", "HTTP_AUTHORIZATION=Bearer x",
		"HTTP_COOKIE=k=v", "HTTP_HOST=h", "HTTP_ORIGIN=https://h",
		"HTTP_TRANSFER_ENCODING=chunked", "HTTP_X_REQUEST_ID=i",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=PUT", "REQUEST_URI=/x/p",
		"HTTP_TRACEPARENT=00-1", "OTHER=1", NULL};
	struct http_request req;

	http_request_init(&req, variables);
	ck_assert_int_eq(req.method, HTTP_POST);
	assert_text(req.method_name, "POST");
	assert_text(req.path, "/p");
	assert_text(req.target, "/x/p");
	assert_text(req.query, "a=b=c");
	assert_text(req.content_length, "7");
	assert_text(req.content_type, "t");
	assert_text(req.remote_addr, "::1");
	assert_text(req.https, "on");
	assert_text(req.authorization, "Bearer x");
	assert_text(req.cookie, "k=v");
	assert_text(req.host, "h");
	assert_text(req.origin, "https://h");
	assert_text(req.transfer_encoding, "chunked");
	assert_text(req.request_id, "i");
	assert_text(req.traceparent, "00-1");
	assert_text(req.preflight_method, "PUT");
	ck_assert_ptr_null(req.body.data);
	ck_assert_int_eq(req.body_state, HTTP_BODY_WHOLE);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name;
	enum http_method method;
} methods[] = {
	{"GET", HTTP_GET},
	{"HEAD", HTTP_HEAD},
	{"POST", HTTP_POST},
	{"PUT", HTTP_PUT},
	{"DELETE", HTTP_DELETE},
	{"OPTIONS", HTTP_OPTIONS},
	{"PATCH", HTTP_PATCH},
	{"TRACE", HTTP_OTHER},
	{"get", HTTP_OTHER},
	{"GETS", HTTP_OTHER},
	{"", HTTP_OTHER},
};
/* clang-format on */

START_TEST(a_method_is_known_by_its_exact_name)
{
	char variable[64] = "REQUEST_METHOD=";
	char *const variables[] = {variable, NULL};
	struct http_request req;

	memcpy(variable + 15, methods[_i].name, strlen(methods[_i].name) + 1);
	http_request_init(&req, variables);
	ck_assert_int_eq(req.method, methods[_i].method);
	if (req.method != HTTP_OTHER)
		ck_assert_str_eq(
			http_method_name(req.method), methods[_i].name);
}
END_TEST

START_TEST(a_method_without_a_route_is_called_other)
{
	ck_assert_str_eq(http_method_name(HTTP_OTHER), "OTHER");
}
END_TEST

START_TEST(no_variables_are_a_request_for_the_root)
{
	char *const variables[] = {NULL};
	struct http_request req;

	http_request_init(&req, variables);
	ck_assert_int_eq(req.method, HTTP_OTHER);
	assert_text(req.path, "/");
	ck_assert_ptr_null(req.authorization.data);
}
END_TEST

/* clang-format off */
static const struct {
	char *const variables[3];
	const char *path;
} paths[] = {
	{{"PATH_INFO=/a", "SCRIPT_NAME=/b", NULL}, "/a"},
	{{"SCRIPT_NAME=/b", "PATH_INFO=/a", NULL}, "/a"},
	{{"PATH_INFO=", "SCRIPT_NAME=/b", NULL}, "/b"},
	{{"SCRIPT_NAME=/b", NULL, NULL}, "/b"},
	{{"PATH_INFO=", "SCRIPT_NAME=", NULL}, "/"},
};
/* clang-format on */

START_TEST(the_path_is_path_info_or_else_script_name)
{
	struct http_request req;

	http_request_init(&req, paths[_i].variables);
	assert_text(req.path, paths[_i].path);
}
END_TEST

/* clang-format off */
static const struct {
	char *const variables[3];
	const char *prefix;
} targets[] = {
	{{"PATH_INFO=/todos", NULL, NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/api/todos", NULL}, "/api"},
	{{"REQUEST_URI=/api/v1/todos?a=/todos", "PATH_INFO=/todos", NULL},
	 "/api/v1"},
	{{"PATH_INFO=/todos", "REQUEST_URI=/todos?a=/x/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/api/to%64os", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/todo", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=http://h/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=*", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/a-b_c~1.x/todos", NULL},
	 "/a-b_c~1.x"},
	/* What could turn a header into another is no prefix. */
	{{"PATH_INFO=/todos", "REQUEST_URI=//evil.example/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/a//b/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=//todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/a//todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/a;Domain=b/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/a b/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/a\r\nX: y/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/%2e/todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/../todos", NULL}, ""},
	{{"PATH_INFO=/todos", "REQUEST_URI=/\xc3\xa9/todos", NULL}, ""},
};
/* clang-format on */

START_TEST(the_prefix_is_what_the_target_has_before_the_path)
{
	struct http_request req;

	http_request_init(&req, targets[_i].variables);
	assert_text(req.path, "/todos");
	assert_text(req.prefix, targets[_i].prefix);
}
END_TEST

START_TEST(of_a_variable_given_twice_the_first_counts)
{
	char *const variables[] = {"HTTP_X_REQUEST_ID=first", "broken",
		"HTTP_X_REQUEST_ID=second", "HTTP_X_REQUEST_IDS=third", NULL};
	struct http_request req;

	http_request_init(&req, variables);
	assert_text(req.request_id, "first");
}
END_TEST

START_TEST(a_request_id_has_up_to_64_harmless_characters)
{
	static const char *const good[] = {"a", "req_abc123def456", "A.b-C_9"};
	static const char *const bad[] = {
		"", "a b", "a\nb", "a/b", "a\"b", "a:b", "caf\xc3\xa9", NULL};
	char many[66];
	size_t i;

	for (i = 0; i < COUNT(good); i++)
		ck_assert(http_request_id_is_valid(base_text_of(good[i])));
	for (i = 0; i < COUNT(bad); i++)
		ck_assert(!http_request_id_is_valid(base_text_of(bad[i])));
	memset(many, 'x', sizeof(many));
	ck_assert(http_request_id_is_valid((struct text){many, 64}));
	ck_assert(!http_request_id_is_valid((struct text){many, 65}));
	ck_assert(!http_request_id_is_valid((struct text){"a\0b", 3}));
}
END_TEST

Suite *
http_request_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(every_variable_fills_its_member),
		EACH(a_method_is_known_by_its_exact_name, methods),
		ONCE(a_method_without_a_route_is_called_other),
		ONCE(no_variables_are_a_request_for_the_root),
		EACH(the_path_is_path_info_or_else_script_name, paths),
		EACH(the_prefix_is_what_the_target_has_before_the_path,
			targets),
		ONCE(of_a_variable_given_twice_the_first_counts),
		ONCE(a_request_id_has_up_to_64_harmless_characters),
	};

	return suite_of("http_request", tests, COUNT(tests));
}
