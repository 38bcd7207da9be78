/* headers.c: what every answer carries, HEAD, and request ids. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define SOME_TODO "/todos/0badc0de-0000-4000-8000-000000000000"

/* Whether Apache answered, which frames the bodies of others as it likes. */
static bool
is_apache(const struct answer *answer)
{
	const char *server = client_header(answer, "server");

	return server && strncmp(server, "Apache", 6) == 0;
}

/* The headers without what a web server says of the moment. Static. */
static const char *
settled_headers(const struct answer *answer)
{
	static char kept[2][8192];
	static int turn;
	const char *at = answer->headers.data;
	const char *end = at + answer->headers.len;
	size_t n = 0, len;

	turn = !turn;
	for (; at < end; at += len) {
		len = (size_t)((const char *)memchr(
				       at, '\n', (size_t)(end - at)) -
			      at) +
			1;
		if (strncmp(at, "date:", 5) == 0 ||
			(is_apache(answer) &&
				(strncmp(at, "transfer-encoding:", 18) == 0 ||
					strncmp(at, "content-length:", 15) ==
						0)))
			continue;
		ck_assert_uint_lt(n + len, sizeof(kept[0]));
		memcpy(kept[turn] + n, at, len);
		n += len;
	}
	kept[turn][n] = '\0';
	return kept[turn];
}

START_TEST(head_is_get_without_the_body)
{
	struct person person = person_new();
	char id[37], own[64];
	/* clang-format off */
	const struct {
		const char *target, *token;
		int status;
	} cases[] = {
		{"/health/live", NULL, 200}, {"/todos", person.access, 200},
		{"/todos?limit=1", person.access, 200}, {own, person.access, 200},
		{"/todos?limit=0", person.access, 422}, {"/todos", NULL, 401},
		{SOME_TODO, person.access, 404}, {"/nowhere", NULL, 404},
		{"/auth/login", NULL, 405},
	};
	/* clang-format on */
	struct answer get, head;
	struct ask request;
	size_t i;

	person_add_todo(&person, "\xc3\xa9\\n", id);
	snprintf(own, sizeof(own), "/todos/%s", id);
	for (i = 0; i < COUNT(cases); i++) {
		request = (struct ask){.target = cases[i].target,
			.token = cases[i].token,
			.headers = {"X-Request-ID: same"}};
		get = client_send(&request);
		request.method = "HEAD";
		head = client_send(&request);
		ck_assert_int_eq(get.status, cases[i].status);
		ck_assert_int_eq(head.status, cases[i].status);
		ck_assert_str_eq(settled_headers(&head), settled_headers(&get));
		ck_assert_uint_gt(get.body.len, 0);
		ck_assert_uint_eq(head.body.len, 0);
		client_clear(&get);
		client_clear(&head);
	}
}
END_TEST

/* Asserts what every answer has to carry. */
static void
check_standard(const struct answer *answer)
{
	char length[24];

	ck_assert_pstr_eq(client_header(answer, "cache-control"), "no-store");
	ck_assert_pstr_eq(
		client_header(answer, "x-content-type-options"), "nosniff");
	ck_assert_pstr_eq(
		client_header(answer, "vary"), "Origin,Accept,Prefer");
	ck_assert(sample_fits(
		SAMPLE_REQUEST_ID, client_header(answer, "x-request-id")));
	if (answer->status == 204) {
		ck_assert_uint_eq(answer->body.len, 0);
		ck_assert_ptr_null(client_header(answer, "content-type"));
		ck_assert_ptr_null(client_header(answer, "content-length"));
		return;
	}
	snprintf(length, sizeof(length), "%zu", answer->body.len);
	if (!is_apache(answer) || client_header(answer, "content-length"))
		ck_assert_pstr_eq(
			client_header(answer, "content-length"), length);
	ck_assert_pstr_eq(
		client_header(answer, "content-type"), "application/json");
	ck_assert_ptr_nonnull(answer->json);
}

START_TEST(every_answer_has_the_standard_headers)
{
	struct person person = person_new();
	char id[37], own[64];
	/* clang-format off */
	const struct {
		const char *method, *target, *token, *body, *type;
		int status;
	} cases[] = {
		{"GET", "/health/live", NULL, NULL, NULL, 200},
		{"GET", "/todos", person.access, NULL, NULL, 200},
		{"POST", "/todos", person.access, "{'title':'x'}", NULL, 201},
		{"GET", own, person.access, NULL, NULL, 200},
		{"PUT", own, person.access, "{}", NULL, 200},
		{"POST", "/auth/logout", NULL, NULL, NULL, 401},
		{"GET", "/todos", "a.b.c", NULL, NULL, 401},
		{"GET", "/todos?limit=0", person.access, NULL, NULL, 422},
		{"POST", "/todos", person.access, "{", NULL, 400},
		{"POST", "/todos", person.access, "{", "text/plain", 415},
		{"GET", "/nowhere", NULL, NULL, NULL, 404},
		{"GET", SOME_TODO, person.access, NULL, NULL, 404},
		{"PATCH", "/todos", NULL, NULL, NULL, 405},
		{"OPTIONS", "/todos", NULL, NULL, NULL, 204},
		{"DELETE", own, person.access, NULL, NULL, 204},
		{"POST", "/auth/logout", person.access, NULL, NULL, 200},
	};
	/* clang-format on */
	struct answer answer;
	struct ask request;
	size_t i;

	person_add_todo(&person, "x", id);
	snprintf(own, sizeof(own), "/todos/%s", id);
	for (i = 0; i < COUNT(cases); i++) {
		request = (struct ask){.method = cases[i].method,
			.target = cases[i].target,
			.token = cases[i].token,
			.body = cases[i].body,
			.content_type = cases[i].type};
		answer = client_send(&request);
		ck_assert_int_eq(answer.status, cases[i].status);
		check_standard(&answer);
		client_clear(&answer);
	}
	request = (struct ask){.method = "POST",
		.target = "/todos",
		.body = sample_repeat("{}", " ", 65536, "")};
	answer = client_send(&request);
	ck_assert_int_eq(answer.status, 413);
	check_standard(&answer);
	client_clear(&answer);
}
END_TEST

/* The request id that comes back for this one. Static. */
static const char *
id_for(const char *target, const char *header)
{
	const struct ask request = {.target = target, .headers = {header}};
	struct answer answer = client_send(&request);
	static char id[128];

	snprintf(id, sizeof(id), "%s", client_header(&answer, "x-request-id"));
	if (answer.status >= 400)
		ck_assert_pstr_eq(client_member(&answer, "request_id"), id);
	client_clear(&answer);
	return id;
}

START_TEST(a_good_request_id_is_kept)
{
	static const char *const ids[] = {
		"a",
		"0",
		".",
		"req_abc123def456",
		"A-b_c.9",
		"--",
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._",
	};
	char header[128];
	size_t i;

	for (i = 0; i < COUNT(ids); i++) {
		snprintf(header, sizeof(header), "X-Request-ID: %s", ids[i]);
		ck_assert_str_eq(id_for("/health", header), ids[i]);
		ck_assert_str_eq(id_for("/nowhere", header), ids[i]);
		ck_assert_str_eq(id_for("/todos", header), ids[i]);
	}
}
END_TEST

START_TEST(any_other_request_id_is_replaced)
{
	static const char *const ids[] = {
		"a b",
		"a,b",
		"a/b",
		"a\"b",
		"<script>",
		"\xc3\xa9",
		"a:b",
		"{}",
		"a%0d%0ab",
		"a=b",
		"a+b",
		"~",
		"a\tb",
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-",
	};
	char header[128], first[128];
	size_t i;

	for (i = 0; i < COUNT(ids); i++) {
		snprintf(header, sizeof(header), "X-Request-ID: %s", ids[i]);
		ck_assert_msg(sample_fits(SAMPLE_REQUEST_ID,
				      id_for("/nowhere", header)),
			"%s", ids[i]);
	}
	/* And they differ. */
	snprintf(first, sizeof(first), "%s", id_for("/health", NULL));
	ck_assert(sample_fits(SAMPLE_REQUEST_ID, first));
	ck_assert_str_ne(id_for("/health", NULL), first);
}
END_TEST

Suite *
api_suite_headers(void)
{
	Suite *suite = suite_create("headers");
	TCase *tests = tcase_create("headers");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, head_is_get_without_the_body);
	tcase_add_test(tests, every_answer_has_the_standard_headers);
	tcase_add_test(tests, a_good_request_id_is_kept);
	tcase_add_test(tests, any_other_request_id_is_replaced);
	suite_add_tcase(suite, tests);
	return suite;
}
