/* routes.c: which paths and methods there are. */
#include "sample.h"
#include "suites.h"

#include <string.h>

#define SOME_TODO "/todos/0badc0de-0000-4000-8000-000000000000"

/* clang-format off */
static const struct {
	const char *path, *allow;
} routes[] = {
	{"/", "GET, HEAD, OPTIONS"},
	{"/health", "GET, HEAD, OPTIONS"},
	{"/health/live", "GET, HEAD, OPTIONS"},
	{"/health/ready", "GET, HEAD, OPTIONS"},
	{"/openapi.json", "GET, HEAD, OPTIONS"},
	{"/auth/register", "POST, OPTIONS"},
	{"/auth/login", "POST, OPTIONS"},
	{"/auth/refresh", "POST, OPTIONS"},
	{"/auth/logout", "POST, OPTIONS"},
	{"/auth/change-password", "POST, OPTIONS"},
	{"/auth/logout-all", "POST, OPTIONS"},
	{"/auth/sessions", "GET, HEAD, OPTIONS"},
	{"/auth/sessions/no-id", "DELETE, OPTIONS"},
	{"/admin/users", "GET, HEAD, OPTIONS"},
	{"/admin/users/no-id", "GET, HEAD, PUT, OPTIONS"},
	{"/admin/users/no-id/revoke-tokens", "POST, OPTIONS"},
	{"/todos", "GET, HEAD, POST, OPTIONS"},
	{"/todos/changes", "GET, HEAD, OPTIONS"},
	{SOME_TODO, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"},
	{"/todos/no-id", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"},
};
/* clang-format on */

/* Web servers let these pass; of others they may say themselves what they
 * think, so that the last ones are not sent over HTTP. */
static const char *const methods[] = {
	"GET",
	"HEAD",
	"POST",
	"PUT",
	"DELETE",
	"OPTIONS",
	"PATCH",
	"PROPFIND",
	"TRACE",
	"BREW",
	"get",
	"Post",
	"GETX",
	"GE",
};
#define METHODS_OVER_HTTP 8

static size_t
method_count(void)
{
	return client_is(&client_http) ? METHODS_OVER_HTTP : COUNT(methods);
}

static struct answer
ask(const char *method, const char *target)
{
	const struct ask request = {.method = method, .target = target};

	return client_send(&request);
}

/* Whether the list, "GET, HEAD" for instance, names the method. */
static bool
names(const char *list, const char *method)
{
	size_t len = strlen(method), word;

	for (; *list; list += word + strspn(list + word, ", ")) {
		word = strcspn(list, ",");
		if (word == len && memcmp(list, method, len) == 0)
			return true;
	}
	return false;
}

/* Asserts that the method is refused, in words unless it was HEAD. */
static void
expect_refused(struct answer answer, const char *method, const char *code)
{
	if (strcmp(method, "HEAD") != 0) {
		expect_error(answer, code);
		return;
	}
	ck_assert_uint_eq(answer.body.len, 0);
	expect_status(answer, strcmp(code, "REQUEST_002") ? 405 : 404);
}

START_TEST(each_path_answers_its_methods_and_names_them)
{
	struct answer answer;
	size_t i, k;

	for (i = 0; i < COUNT(routes); i++) {
		for (k = 0; k < method_count(); k++) {
			answer = ask(methods[k], routes[i].path);
			if (names(routes[i].allow, methods[k])) {
				ck_assert_int_ne(answer.status, 404);
				ck_assert_int_ne(answer.status, 405);
				client_clear(&answer);
				continue;
			}
			ck_assert_pstr_eq(client_header(&answer, "allow"),
				routes[i].allow);
			expect_refused(answer, methods[k], "REQUEST_003");
		}
	}
}
END_TEST

START_TEST(options_names_the_methods_and_needs_no_token)
{
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(routes); i++) {
		answer = ask("OPTIONS", routes[i].path);
		ck_assert_int_eq(answer.status, 204);
		ck_assert_pstr_eq(
			client_header(&answer, "allow"), routes[i].allow);
		ck_assert_uint_eq(answer.body.len, 0);
		ck_assert_ptr_null(client_header(&answer, "content-type"));
		client_clear(&answer);
	}
}
END_TEST

START_TEST(other_paths_are_not_found_by_any_method)
{
	static const char *const paths[] = {
		"/nowhere",
		"/healthz",
		"/health/",
		"/Health",
		"/HEALTH",
		"/auth",
		"/auth/",
		"/auth/login/",
		"/auth/logins",
		"/authlogin",
		"/auth/login/x",
		"/todo",
		"/todos/",
		"/Todos",
		"/todosx",
		"/todos/x/y",
		SOME_TODO "/",
		SOME_TODO "/x",
		"/api/todos",
		"/todos%20",
		"/%20/todos",
		"/t%c3%b6dos",
		"/index.html",
		"/admin",
		"/admin/",
		"/admin/users/",
		"/admin/users/x/y",
		"/admin/users/x/revoke-tokens/",
		"/admin/users/x/revoke",
		"/auth/sessions/",
		"/auth/sessions/x/y",
		"/auth/logout-al",
		"/todos;x=1",
		"/health.json",
		"/openapi",
		"/openapi.yaml",
		"/openapi.json/",
		"/auth%0alogin",
	};
	size_t i, k, last = COUNT(paths);

	/* Web servers may refuse a control character themselves. */
	if (client_is(&client_http))
		last--;
	for (i = 0; i < last; i++) {
		for (k = 0; k < method_count(); k++)
			expect_refused(ask(methods[k], paths[i]), methods[k],
				"REQUEST_002");
	}
}
END_TEST

START_TEST(a_doubled_slash_is_never_served)
{
	/* Web servers take the last ones for other paths or for attacks. */
	static const char *const paths[] = {
		"/health//",
		"/todos//",
		"/auth//login",
		"/auth/login//",
		"/todos//0badc0de-0000-4000-8000-000000000000",
		"/x//health",
		"//health",
		"//todos",
		"//auth/login",
		"///",
		"/./health",
		"/x/../health",
		"/todos/../health",
		"/%2e/health",
	};
	size_t i, count = client_is(&client_http) ? 6 : COUNT(paths);
	struct answer answer;

	for (i = 0; i < count; i++) {
		answer = ask("GET", paths[i]);
		/* lighttpd finds the request malformed already. */
		if (client_is(&client_http) && answer.status == 400)
			ck_assert_pstr_eq(client_member(&answer, "error_code"),
				"REQUEST_001");
		else
			ck_assert_msg(answer.status == 404, "%s: %d", paths[i],
				answer.status);
		client_clear(&answer);
	}
}
END_TEST

START_TEST(an_encoded_path_is_the_same_path)
{
	expect_status(ask("GET", "/%68ealth/live"), 200);
	expect_status(ask("GET", "/health/live?"), 200);
	expect_status(ask("GET", "/health/live?x=/nowhere"), 200);
	expect_error(ask("GET", "/%74odos"), "AUTH_005");
}
END_TEST

START_TEST(a_query_is_never_taken_for_an_option)
{
	/* CGI makes arguments of a query without "=" (RFC 3875, 4.4). */
	static const char *const targets[] = {
		"/health/live?--version",
		"/health/live?--check",
		"/health/live?--help",
		"/health/live?x",
		"/health/live?a+b",
		"/health/live?&",
	};
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(targets); i++) {
		answer = ask("GET", targets[i]);
		ck_assert_msg(answer.status == 200, "%s: %d", targets[i],
			answer.status);
		ck_assert_pstr_eq(client_member(&answer, "status"), "alive");
		client_clear(&answer);
	}
}
END_TEST

Suite *
api_suite_routes(void)
{
	Suite *suite = suite_create("routes");
	TCase *tests = tcase_create("routes");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, each_path_answers_its_methods_and_names_them);
	tcase_add_test(tests, options_names_the_methods_and_needs_no_token);
	tcase_add_test(tests, other_paths_are_not_found_by_any_method);
	/* Where Apache starts the program itself, it makes one slash of two. */
	if (!sample_front_is("fcgid") && !sample_front_is("cgid"))
		tcase_add_test(tests, a_doubled_slash_is_never_served);
	tcase_add_test(tests, an_encoded_path_is_the_same_path);
	tcase_add_test(tests, a_query_is_never_taken_for_an_option);
	suite_add_tcase(suite, tests);
	return suite;
}
