/* document.c: GET /openapi.json, for whoever asks and however. */
#include "sample.h"
#include "scrape.h"
#include "suites.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DOCUMENT "/openapi.json"

static struct answer
get(const char *header)
{
	const struct ask ask = {.target = DOCUMENT, .headers = {header}};

	return client_send(&ask);
}

/* The document's tag. Static. */
static const char *
etag(void)
{
	struct answer answer = get(NULL);
	static char tag[64];

	ck_assert_int_eq(answer.status, 200);
	snprintf(tag, sizeof(tag), "%s", client_header(&answer, "etag"));
	client_clear(&answer);
	return tag;
}

/* Asserts that the whole document came, and frees it. */
static void
expect_document(struct answer answer)
{
	ck_assert_int_eq(answer.status, 200);
	ck_assert_pstr_eq(
		client_header(&answer, "content-type"), "application/json");
	ck_assert_pstr_eq(client_member(&answer, "openapi"), "3.1.0");
	client_clear(&answer);
}

START_TEST(it_is_json_whatever_a_client_accepts)
{
	static const char *const accepts[] = {NULL, "Accept: */*",
		"Accept: text/html", "Accept: application/yaml, text/*;q=0.5",
		"Accept: application/json;q=0", "Accept: nonsense", "Accept:;",
		"Accept-Language: de", "Accept-Charset: utf-16"};
	size_t i;

	for (i = 0; i < COUNT(accepts); i++)
		expect_document(get(accepts[i]));
}
END_TEST

START_TEST(a_range_of_it_is_the_whole_of_it)
{
	static const char *const ranges[] = {"Range: bytes=0-3",
		"Range: bytes=100-", "Range: bytes=-1", "Range: bytes=0-0,5-9",
		"Range: bytes=9999999-", "Range: lines=1-2"};
	size_t i;

	for (i = 0; i < COUNT(ranges); i++)
		expect_document(get(ranges[i]));
}
END_TEST

/* %s stands for the tag of the document. */
static const char *const known[] = {
	"%s", "W/%s", "*", "\"x\", %s", "\"x\",W/\"y\" , W/%s", "%s, \"z\""};

START_TEST(who_has_it_is_not_sent_it_again)
{
	char header[128], tag[64];
	struct answer answer;

	snprintf(tag, sizeof(tag), "%s", etag());
	snprintf(header, sizeof(header), "If-None-Match: ");
	snprintf(header + strlen(header), sizeof(header) - strlen(header),
		known[_i], tag);
	answer = get(header);
	ck_assert_int_eq(answer.status, 304);
	ck_assert_uint_eq(answer.body.len, 0);
	ck_assert_pstr_eq(client_header(&answer, "etag"), tag);
	ck_assert_pstr_eq(client_header(&answer, "cache-control"), "no-cache");
	ck_assert_pstr_eq(
		client_header(&answer, "vary"), "Origin,Accept,Prefer");
	client_clear(&answer);
}
END_TEST

START_TEST(who_has_another_is_sent_it)
{
	static const char *const others[] = {"\"\"", "\"0123456789abcdef\"",
		"W/\"0123456789abcdef\", \"x\"", "0123456789abcdef",
		"\"unfinished"};
	char header[128];
	size_t i;

	for (i = 0; i < COUNT(others); i++) {
		snprintf(
			header, sizeof(header), "If-None-Match: %s", others[i]);
		expect_document(get(header));
	}
	/* The tag without its quotes is none. */
	snprintf(header, sizeof(header), "If-None-Match: %.16s", etag() + 1);
	expect_document(get(header));
}
END_TEST

START_TEST(it_has_a_strong_tag_that_stays)
{
	char first[64];

	snprintf(first, sizeof(first), "%s", etag());
	ck_assert_int_eq(first[0], '"');
	ck_assert_int_eq(first[strlen(first) - 1], '"');
	ck_assert_str_eq(etag(), first);
}
END_TEST

START_TEST(head_has_its_headers_alone)
{
	struct ask ask = {.method = "HEAD", .target = DOCUMENT};
	struct answer answer = client_send(&ask);
	char header[128];

	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_eq(answer.body.len, 0);
	ck_assert_pstr_eq(client_header(&answer, "etag"), etag());
	client_clear(&answer);
	snprintf(header, sizeof(header), "If-None-Match: %s", etag());
	ask.headers[0] = header;
	expect_status(client_send(&ask), 304);
}
END_TEST

/* clang-format off */
static const struct {
	const char *origin, *readable;
} pages[] = {
	{NULL, "*"},
	{"Origin: https://editor.example", "*"},
	{"Origin: null", "*"},
	{"Origin: https://app.example", "https://app.example"},
};
/* clang-format on */

START_TEST(pages_of_any_origin_may_read_it)
{
	struct answer answer = get(pages[_i].origin);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(
		client_count_headers(&answer, "access-control-allow-origin:"),
		1);
	ck_assert_pstr_eq(client_header(&answer, "access-control-allow-origin"),
		pages[_i].readable);
	client_clear(&answer);
}
END_TEST

START_TEST(caches_may_keep_it_but_must_ask)
{
	struct answer answer = get(NULL);

	ck_assert_pstr_eq(client_header(&answer, "cache-control"), "no-cache");
	ck_assert_int_eq(client_count_headers(&answer, "cache-control:"), 1);
	client_clear(&answer);
}
END_TEST

START_TEST(its_server_is_where_the_api_is_mounted)
{
	struct answer answer = get(NULL);
	struct json_object *servers;
	const char *prefix = client_prefix();

	ck_assert(json_object_object_get_ex(answer.json, "servers", &servers));
	ck_assert_str_eq(
		sample_member(json_object_array_get_idx(servers, 0), "url"),
		*prefix ? prefix : "/");
	client_clear(&answer);
}
END_TEST

/* Asserts that an answer links to the document and its page. */
static void
check_link(const struct answer *answer)
{
	const char *prefix = client_prefix();
	char expected[256];

	snprintf(expected, sizeof(expected),
		"<%s/openapi.json>; rel=\"service-desc\", "
		"<%s/docs>; rel=\"service-doc\"",
		prefix, prefix);
	ck_assert_pstr_eq(client_header(answer, "link"), expected);
}

START_TEST(the_root_tells_where_it_is)
{
	const struct ask ask = {.target = "/"};
	struct answer answer = client_send(&ask);
	char path[256];

	ck_assert_int_eq(answer.status, 200);
	snprintf(path, sizeof(path), "%s/openapi.json", client_prefix());
	ck_assert_str_eq(client_member(&answer, "openapi"), path);
	snprintf(path, sizeof(path), "%s/docs", client_prefix());
	ck_assert_str_eq(client_member(&answer, "docs"), path);
	snprintf(path, sizeof(path), "%s/health", client_prefix());
	ck_assert_str_eq(client_member(&answer, "health"), path);
	check_link(&answer);
	client_clear(&answer);
}
END_TEST

START_TEST(a_path_that_is_not_there_tells_too)
{
	static const char *const paths[] = {"/nowhere", "/todo", "/v1/todos"};
	struct ask ask = {0};
	struct answer answer;

	ask.target = paths[_i];
	answer = client_send(&ask);
	ck_assert_int_eq(answer.status, 404);
	check_link(&answer);
	client_clear(&answer);
}
END_TEST

/* Asserts that the path has the methods of its operations, and no others. */
static void
check_path(const char *path, struct json_object *operations)
{
	/* Web servers show /metrics to this host alone. */
	struct ask ask = {.method = "OPTIONS", .from = "127.0.0.1"};
	struct answer answer;
	char target[128], method[16];
	size_t i, count = 0;

	/* "{id}" would be encoded. */
	snprintf(target, sizeof(target), "%.*sx%s", (int)strcspn(path, "{"),
		path, strchr(path, '}') ? strchr(path, '}') + 1 : "");
	if (!strchr(path, '{'))
		snprintf(target, sizeof(target), "%s", path);
	ask.target = target;
	answer = client_send(&ask);
	ck_assert_msg(answer.status == 204, "%s: %d", target, answer.status);
	json_object_object_foreach(operations, name, operation)
	{
		(void)operation;
		snprintf(method, sizeof(method), "%s", name);
		for (i = 0; method[i]; i++)
			method[i] = (char)toupper((unsigned char)method[i]);
		ck_assert_msg(strstr(client_header(&answer, "allow"), method),
			"%s %s", method, path);
		count += strcmp(method, "GET") == 0 ? 2 : 1;
	}
	/* HEAD comes with GET, and OPTIONS with all. */
	for (i = 0; client_header(&answer, "allow")[i]; i++)
		count -= client_header(&answer, "allow")[i] == ',';
	ck_assert_msg(count == 0, "%s", path);
	client_clear(&answer);
}

START_TEST(each_path_has_the_methods_that_it_tells)
{
	struct answer answer = get(NULL);
	struct json_object *paths;

	ck_assert(json_object_object_get_ex(answer.json, "paths", &paths));
	ck_assert_int_ge(json_object_object_length(paths), 18);
	json_object_object_foreach(paths, path, operations)
	{
		if (scrape_is_possible() || strcmp(path, "/metrics") != 0)
			check_path(path, operations);
	}
	client_clear(&answer);
}
END_TEST

Suite *
api_suite_document(void)
{
	Suite *suite = suite_create("document");
	TCase *tests = tcase_create("document");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, it_is_json_whatever_a_client_accepts);
	tcase_add_test(tests, a_range_of_it_is_the_whole_of_it);
	tcase_add_loop_test(
		tests, who_has_it_is_not_sent_it_again, 0, COUNT(known));
	tcase_add_test(tests, who_has_another_is_sent_it);
	tcase_add_test(tests, it_has_a_strong_tag_that_stays);
	tcase_add_test(tests, head_has_its_headers_alone);
	tcase_add_loop_test(
		tests, pages_of_any_origin_may_read_it, 0, COUNT(pages));
	tcase_add_test(tests, caches_may_keep_it_but_must_ask);
	tcase_add_test(tests, its_server_is_where_the_api_is_mounted);
	tcase_add_test(tests, each_path_has_the_methods_that_it_tells);
	tcase_add_test(tests, the_root_tells_where_it_is);
	tcase_add_loop_test(tests, a_path_that_is_not_there_tells_too, 0, 3);
	suite_add_tcase(suite, tests);
	return suite;
}
