/* fronts.c: what each web server hands over, and hands back. */
#include "front.h"
#include "person.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT 65536            /* MAX_BODY_BYTES */
#define SERVER_LIMIT (1 << 20) /* what the servers take at most */

/* Posts a todo padded to this length, with or without saying how long it is. */
static struct answer
post_padded(const struct person *person, size_t len, bool chunked)
{
	static const char todo[] = "{\"title\":\"padded\"}";
	char *body = malloc(len + 1);
	const struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person->access,
		.body = body,
		.body_len = len,
		.chunked = chunked};
	struct answer answer;

	ck_assert_ptr_nonnull(body);
	memset(body, ' ', len);
	memcpy(body, todo, sizeof(todo) - 1);
	answer = client_send(&ask);
	free(body);
	return answer;
}

START_TEST(the_authorization_header_arrives)
{
	struct person person = person_new();

	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	expect_status(person_ask(&person, "POST", "/todos",
			      "{'title':'through the front'}"),
		201);
	ck_assert_str_eq(psql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 person.id),
		"1");
}
END_TEST

START_TEST(a_location_leads_to_the_todo)
{
	struct person person = person_new();
	struct answer made = person_ask(
		&person, "POST", "/todos", "{'title':'to be found'}");
	char expected[256];

	snprintf(expected, sizeof(expected), "%s/todos/%s", client_prefix(),
		client_member(&made, "id"));
	ck_assert_ptr_nonnull(client_header(&made, "location"));
	ck_assert_str_eq(client_header(&made, "location"), expected);
	client_clear(&made);
	expect_status(person_ask(&person, "GET",
			      expected + strlen(client_prefix()), NULL),
		200);
}
END_TEST

/* What the program sees of a target, or how the server refuses it. */
/* clang-format off */
static const struct {
	const char *target;
	struct by_front seen;
} paths[] = {
	{"/todos/", {"/todos/", "/todos/", "/todos/", "/todos/"}},
	{"/%74odos", {"/todos", "/todos", "/todos", "/todos"}},
	{"/caf%C3%A9", {"/café", "/café", "/café", "/café"}},
	{"/a%20b+c", {"/a b+c", "/a b+c", "/a b+c", "/a b+c"}},
	{"/a%3Fb?c", {"/a?b", "/a?b", "/a?b", "/a?b"}},
	{"/todos%23b", {"/todos#b", "/todos#b", "/todos#b", "/todos#b"}},
	{"/a%2541b", {"/a%41b", "/a%41b", "/a%41b", "/a%41b"}},
	{"/100%25", {"/100%", "/100%", "/100%", "/100%"}},
	{"/a%2Fb", {REFUSED, "/a%2Fb", "/a%2Fb", "404"}},
	{"//a///b", {REFUSED, "/a///b", "/a/b", "/a/b"}},
	{"/a/../b", {REFUSED, "/b", "/b", "/b"}},
	{"/a%00b", {REFUSED, UNKNOWN, UNKNOWN, "404"}},
	{"/a%0Ab", {REFUSED, "/a\nb", "/a\nb", "/a\nb"}},
	{"/a%zz", {"/a%zz", REFUSED, REFUSED, "400"}},
};
/* clang-format on */

START_TEST(paths_arrive_decoded_once_or_are_refused)
{
	const char *seen = front_choose(&paths[_i].seen), *path;
	char header[64], *id = header + strlen("X-Request-ID: ");
	const struct ask ask = {
		.target = paths[_i].target, .headers = {header}};
	struct answer answer;

	snprintf(header, sizeof(header), "X-Request-ID: path-%d-%d", _i,
		(int)getpid());
	answer = client_send(&ask);
	path = front_seen_path(id);
	if (*seen == '/') {
		ck_assert_msg(path && strcmp(path, seen) == 0,
			"%s wanted of %s, got %s", seen, ask.target,
			path ? path : answer.body.data);
		client_clear(&answer);
	} else {
		ck_assert_msg(!path, "%s of %s got through", path, ask.target);
		expect_made(answer, seen);
	}
}
END_TEST

START_TEST(a_query_arrives_as_it_was_sent)
{
	struct person person = person_new();
	struct answer answer = person_ask(&person, "GET",
		"/todos?limit=2&sort_by=tit%6Ce&is_completed=fals%65", NULL);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "limit"), "2");
	client_clear(&answer);
	expect_fault(person_ask(&person, "GET", "/todos?sort_by=a%26b", NULL),
		"VALIDATION_006", "sort_by");
}
END_TEST

START_TEST(a_body_may_be_as_long_as_the_limit)
{
	struct person person = person_new();
	bool chunked = _i == 1;

	expect_status(post_padded(&person, LIMIT, chunked), 201);
	expect_error(post_padded(&person, LIMIT + 1, chunked), "REQUEST_004");
	expect_error(
		post_padded(&person, 2 * LIMIT - 1, chunked), "REQUEST_004");
	expect_status(post_padded(&person, 100, chunked), 201);
	ck_assert_str_eq(psql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 person.id),
		"2");
}
END_TEST

START_TEST(a_body_over_the_servers_own_limit_is_refused_in_our_form)
{
	struct person person = person_new();
	bool chunked = _i == 1;

	/* lighttpd's; FcgidMaxRequestLen, ours and the host's; the program's. */
	if (front_now() == LIGHTTPD)
		expect_made(post_padded(&person, SERVER_LIMIT + 1, chunked),
			"413 REQUEST_004");
	else if (front_now() == FCGID_SERVER)
		expect_made(post_padded(&person, SERVER_LIMIT + 1, chunked),
			"500 SERVER_002");
	else if (front_now() == FCGID)
		expect_made(post_padded(&person, 2 * LIMIT + 1, chunked),
			"500 SERVER_002");
	else
		expect_error(post_padded(&person, SERVER_LIMIT + 1, chunked),
			"REQUEST_004");
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
}
END_TEST

START_TEST(a_body_that_nobody_asked_for_is_ignored)
{
	struct person person = person_new();

	expect_status(person_ask(&person, "GET", "/todos", "{'skip':"), 200);
}
END_TEST

START_TEST(a_range_of_an_answer_is_the_whole_answer)
{
	const struct ask ask = {
		.target = "/health/live", .headers = {"Range: bytes=0-3"}};

	expect_status(client_send(&ask), 200);
}
END_TEST

START_TEST(head_has_the_headers_of_get_and_no_body)
{
	const struct ask get = {.target = "/health/live"};
	const struct ask head = {.method = "HEAD", .target = "/health/live"};
	struct answer got = client_send(&get), headed = client_send(&head);
	char len[24];

	snprintf(len, sizeof(len), "%zu", got.body.len);
	ck_assert_int_eq(headed.status, 200);
	ck_assert_uint_eq(headed.body.len, 0);
	ck_assert_str_eq(
		client_header(&headed, "content-type"), "application/json");
	ck_assert_ptr_nonnull(client_header(&headed, "content-length"));
	ck_assert_str_eq(client_header(&headed, "content-length"), len);
	client_clear(&got);
	client_clear(&headed);
}
END_TEST

/* Methods that no path has; NULL: the program itself says so. */
/* clang-format off */
static const struct {
	const char *method;
	struct by_front made;
} methods[] = {
	{"PATCH", {0}},
	{"PROPFIND", {0}},
	{"FOO", {.lighttpd = "501 REQUEST_003"}},
	{"TRACE", {NULL, "405 REQUEST_003", "405 REQUEST_003", "200"}},
};
/* clang-format on */

START_TEST(methods_that_a_path_has_not_are_refused)
{
	const char *made = front_choose(&methods[_i].made);
	const struct ask ask = {
		.method = methods[_i].method, .target = "/todos"};
	struct answer answer = client_send(&ask);

	if (made) {
		expect_made(answer, made);
		return;
	}
	ck_assert_ptr_nonnull(client_header(&answer, "allow"));
	ck_assert_str_eq(
		client_header(&answer, "allow"), "GET, HEAD, POST, OPTIONS");
	expect_error(answer, "REQUEST_003");
}
END_TEST

Suite *
api_suite_fronts(void)
{
	Suite *suite = suite_create("fronts");
	TCase *tests = tcase_create("fronts");

	suite_add_tcase(suite, tests);
	if (!client_is(&client_http))
		return suite;
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, the_authorization_header_arrives);
	tcase_add_test(tests, a_location_leads_to_the_todo);
	ADD_EACH(tests, paths_arrive_decoded_once_or_are_refused, paths);
	tcase_add_test(tests, a_query_arrives_as_it_was_sent);
	tcase_add_loop_test(tests, a_body_may_be_as_long_as_the_limit, 0, 2);
	tcase_add_loop_test(tests,
		a_body_over_the_servers_own_limit_is_refused_in_our_form, 0, 2);
	tcase_add_test(tests, a_body_that_nobody_asked_for_is_ignored);
	tcase_add_test(tests, a_range_of_an_answer_is_the_whole_answer);
	tcase_add_test(tests, head_has_the_headers_of_get_and_no_body);
	ADD_EACH(tests, methods_that_a_path_has_not_are_refused, methods);
	return suite;
}
