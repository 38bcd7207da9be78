/* codings.c: bodies that say they are compressed, and what they are told. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>

#define LIMIT 65536 /* bytes of a body, as the settings have it by default */
#define A_TODO "{'title':'x'}"

START_TEST(a_compressed_body_is_refused_before_its_token_and_size)
{
	static const char *const codings[] = {"gzip", "GZIP", "br", "deflate",
		"gzip, identity", "identity, zstd", "unknown"};
	struct person person = person_new();
	struct ask ask = {.method = "POST", .target = "/todos"};
	struct answer answer;
	char header[64];
	size_t i;

	ask.headers[0] = header;
	for (i = 0; i < COUNT(codings); i++) {
		snprintf(header, sizeof(header), "Content-Encoding: %s",
			codings[i]);
		ask.token = i % 2 ? NULL : person.access;
		ask.body =
			i % 3 ? A_TODO : sample_repeat(A_TODO, " ", LIMIT, "");
		answer = client_send(&ask);
		ck_assert_pstr_eq(
			client_header(&answer, "accept-encoding"), "identity");
		expect_error(answer, "REQUEST_005");
	}
	ask.method = "PUT";
	ask.target = "/nowhere";
	expect_error(client_send(&ask), "REQUEST_002");
	/* Another type says nothing of codings. */
	ask = (struct ask){.method = "POST",
		.target = "/todos",
		.body = A_TODO,
		.content_type = "text/plain"};
	answer = client_send(&ask);
	ck_assert_ptr_null(client_header(&answer, "accept-encoding"));
	expect_error(answer, "REQUEST_005");
	ck_assert_int_eq(sample_count(&person), 0);
}
END_TEST

START_TEST(a_coding_that_changes_nothing_is_no_matter)
{
	static const char *const plain[] = {"Content-Encoding: identity",
		"Content-Encoding: Identity",
		"Content-Encoding: ", "Content-Encoding: identity, identity"};
	struct person person = person_new();
	struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = A_TODO};
	size_t i;

	for (i = 0; i < COUNT(plain); i++) {
		ask.headers[0] = plain[i];
		expect_status(client_send(&ask), 201);
	}
	/* Nor is any where there is no body, or none is asked for. */
	ask.headers[0] = "Content-Encoding: gzip";
	ask.method = "GET";
	expect_status(client_send(&ask), 200);
	ask.body = NULL;
	expect_status(client_send(&ask), 200);
	ask.method = "POST";
	ask.target = "/auth/logout";
	expect_status(client_send(&ask), 200);
}
END_TEST

Suite *
api_suite_codings(void)
{
	Suite *suite = suite_create("codings");
	TCase *tests = tcase_create("codings");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, a_compressed_body_is_refused_before_its_token_and_size);
	tcase_add_test(tests, a_coding_that_changes_nothing_is_no_matter);
	suite_add_tcase(suite, tests);
	return suite;
}
