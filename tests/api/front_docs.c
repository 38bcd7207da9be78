/* front_docs.c: the files of /docs and /app, which each web server serves itself. */
#include "front.h"
#include "person.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLICY                                                                 \
	"default-src 'none'; script-src 'self'; style-src 'self'; "            \
	"img-src 'self' data:; connect-src 'self'; base-uri 'none'; "          \
	"form-action 'none'; frame-ancestors 'none'"

static struct answer
get(const char *target)
{
	const struct ask ask = {.target = target};

	return client_send(&ask);
}

/* Frees the answer, which the server made, or, with NULL, the program. */
static void
expect_refused(struct answer answer, const char *made)
{
	if (made)
		expect_made(answer, made);
	else
		expect_error(answer, "REQUEST_002");
}

START_TEST(docs_without_a_slash_leads_to_the_page)
{
	static const struct by_front locations = {
		"docs/?a=b", "/docs/?a=b", "/docs/?a=b", NULL};
	const char *location = front_choose(&locations);
	struct answer answer = get("/docs?a=b");
	char whole[256];

	/* On shared hosting the server knows only whole addresses. */
	snprintf(whole, sizeof(whole), "%s/docs/?a=b", getenv("API_URL"));
	ck_assert_int_eq(answer.status, 301);
	ck_assert_ptr_nonnull(client_header(&answer, "location"));
	ck_assert_str_eq(client_header(&answer, "location"),
		location ? location : whole);
	client_clear(&answer);
}
END_TEST

/* clang-format off */
static const struct {
	const char *target, *type, *within;
} files[] = {
	{"/docs/", "text/html; charset=utf-8", "<title>todo-api</title>"},
	{"/docs/?a=b", "text/html; charset=utf-8", "../openapi.json"},
	{"/docs/index.html", "text/html; charset=utf-8", "docs.css"},
	{"/docs/docs.css", "text/css; charset=utf-8", "color-scheme"},
	{"/docs/man/", "text/html; charset=utf-8", "todo-admin.1.html"},
	{"/docs/man/todo-api.7.html", "text/html; charset=utf-8", "man.css"},
	{"/docs/man/man.css", "text/css; charset=utf-8", "color-scheme"},
	{"/app/", "text/html; charset=utf-8", "<title>Todos</title>"},
	{"/app/style.css", "text/css; charset=utf-8", "color-scheme"},
};
/* clang-format on */

START_TEST(a_file_has_its_type_and_may_run_and_ask_nothing_else)
{
	struct answer answer = get(files[_i].target);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(
		client_header(&answer, "content-type"), files[_i].type);
	ck_assert_str_eq(
		client_header(&answer, "content-security-policy"), POLICY);
	ck_assert_str_eq(
		client_header(&answer, "x-content-type-options"), "nosniff");
	base_buffer_putc(&answer.body, '\0');
	ck_assert_ptr_nonnull(strstr(answer.body.data, files[_i].within));
	client_clear(&answer);
}
END_TEST

START_TEST(a_file_is_asked_for_anew_and_sent_when_it_has_changed)
{
	struct answer answer = get("/docs/docs.css");
	struct ask again = {.target = "/docs/docs.css"};
	char known[256];

	ck_assert_str_eq(client_header(&answer, "cache-control"), "no-cache");
	ck_assert_ptr_nonnull(client_header(&answer, "etag"));
	snprintf(known, sizeof(known), "If-None-Match: \"other\", %s",
		client_header(&answer, "etag"));
	client_clear(&answer);
	again.headers[0] = known;
	expect_status(client_send(&again), 304);
	again.headers[0] = "If-None-Match: \"other\"";
	expect_status(client_send(&again), 200);
}
END_TEST

START_TEST(head_of_a_file_has_no_body)
{
	const struct ask ask = {.method = "HEAD", .target = "/docs/"};
	struct answer answer = client_send(&ask);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_eq(answer.body.len, 0);
	client_clear(&answer);
}
END_TEST

/* Whether caches are told that an answer depends on Accept. */
static void
expect_vary(const struct answer *answer)
{
	const char *vary = client_header(answer, "vary");

	ck_assert_ptr_nonnull(vary);
	ck_assert_ptr_nonnull(strstr(vary, "Accept"));
}

/* A browser that goes to the API's address. */
START_TEST(the_address_of_the_api_leads_a_browser_to_the_client)
{
	static const struct by_front locations = {
		"app/", "/app/", "/app/", NULL};
	const char *location = front_choose(&locations);
	const struct ask ask = {
		.target = "/", .headers = {"Accept: text/html, */*;q=0.8"}};
	struct answer answer = client_send(&ask);
	char whole[256];

	snprintf(whole, sizeof(whole), "%s/app/", getenv("API_URL"));
	ck_assert_int_eq(answer.status, 303);
	ck_assert_ptr_nonnull(client_header(&answer, "location"));
	ck_assert_str_eq(client_header(&answer, "location"),
		location ? location : whole);
	expect_vary(&answer);
	client_clear(&answer);
}
END_TEST

START_TEST(the_address_of_the_api_has_the_index_for_all_others)
{
	static const char *const accepts[] = {
		"Accept: */*", "Accept: application/json"};
	const struct ask ask = {.target = "/", .headers = {accepts[_i]}};
	struct answer answer = client_send(&ask);

	ck_assert_int_eq(answer.status, 200);
	expect_vary(&answer);
	client_clear(&answer);
}
END_TEST

/* Who refuses a path; NULL: the program, which has no such endpoint. */
/* clang-format off */
static const struct {
	const char *target;
	struct by_front made;
} paths[] = {
	{"/docs/none", {UNKNOWN, UNKNOWN, UNKNOWN, NULL}},
	{"/docs/docs.css/", {"403 AUTHZ_002", UNKNOWN, UNKNOWN, NULL}},
	{"/docs/docs.css/a", {"403 AUTHZ_002", UNKNOWN, UNKNOWN, NULL}},
	{"/docs/errors/err-400.html", {UNKNOWN, UNKNOWN, UNKNOWN, NULL}},
	{"/app/none", {UNKNOWN, UNKNOWN, UNKNOWN, NULL}},
	{"/app/../errors/err-400.html", {REFUSED, NULL, NULL, NULL}},
	{"/appx", {NULL, NULL, NULL, NULL}},
	{"/docsx", {NULL, NULL, NULL, NULL}},
	{"/DOCS/", {NULL, NULL, NULL, NULL}},
	{"/docs/../errors/err-400.html", {REFUSED, NULL, NULL, NULL}},
	{"/docs/%2e%2e/errors/err-400.html", {REFUSED, NULL, NULL, NULL}},
	{"/docs/..%2Ferrors/err-400.html", {REFUSED, UNKNOWN, UNKNOWN, "404"}},
	{"/docs%2F..%2Ferrors/err-400.html", {REFUSED, NULL, NULL, "404"}},
	{"/docs/%252e%252e/errors/err-400.html",
	 {UNKNOWN, UNKNOWN, UNKNOWN, NULL}},
	{"/docs/..%5Cerrors%5Cerr-400.html", {UNKNOWN, UNKNOWN, UNKNOWN, NULL}},
	{"/docs/docs.css%00.html", {REFUSED, UNKNOWN, UNKNOWN, "404"}},
};
/* clang-format on */

START_TEST(a_path_that_leaves_the_folder_finds_no_file)
{
	expect_refused(get(paths[_i].target), front_choose(&paths[_i].made));
}
END_TEST

static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS"};

START_TEST(files_have_no_methods_but_get_and_head)
{
	static const struct by_front made = {
		"403 AUTHZ_002", "405 REQUEST_003", "405 REQUEST_003", NULL};
	const struct ask ask = {
		.method = methods[_i], .target = "/docs/", .body = "{}"};

	expect_refused(client_send(&ask), front_choose(&made));
}
END_TEST

/* Moves the folder of the files away, and back. */
static void
move_files(const char *from, const char *to)
{
	char here[1024], there[1024];

	snprintf(here, sizeof(here), "%s%s", getenv("API_DOCS"), from);
	snprintf(there, sizeof(there), "%s%s", getenv("API_DOCS"), to);
	ck_assert_msg(rename(here, there) == 0, "%s", here);
}

START_TEST(a_host_without_the_files_says_that_there_is_no_such_path)
{
	static const struct by_front made = {UNKNOWN, UNKNOWN, UNKNOWN, NULL};
	struct answer answer;
	int tries;

	move_files("", ".hidden");
	/* lighttpd remembers for a second what files there are. */
	for (tries = 0; tries < 50; tries++) {
		answer = get("/docs/");
		if (answer.status != 200)
			break;
		client_clear(&answer);
		usleep(100000);
	}
	move_files(".hidden", "");
	ck_assert_int_lt(tries, 50);
	expect_refused(answer, front_choose(&made));
}
END_TEST

Suite *
api_suite_front_docs(void)
{
	Suite *suite = suite_create("fronts");
	TCase *tests = tcase_create("front_docs");

	suite_add_tcase(suite, tests);
	if (!client_is(&client_http))
		return suite;
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, docs_without_a_slash_leads_to_the_page);
	ADD_EACH(tests, a_file_has_its_type_and_may_run_and_ask_nothing_else,
		files);
	tcase_add_test(
		tests, a_file_is_asked_for_anew_and_sent_when_it_has_changed);
	tcase_add_test(tests, head_of_a_file_has_no_body);
	tcase_add_test(
		tests, the_address_of_the_api_leads_a_browser_to_the_client);
	tcase_add_loop_test(tests,
		the_address_of_the_api_has_the_index_for_all_others, 0, 2);
	ADD_EACH(tests, a_path_that_leaves_the_folder_finds_no_file, paths);
	ADD_EACH(tests, files_have_no_methods_but_get_and_head, methods);
	tcase_add_test(tests,
		a_host_without_the_files_says_that_there_is_no_such_path);
	return suite;
}
