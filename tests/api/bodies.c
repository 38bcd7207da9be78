/* bodies.c: which bodies are JSON objects, and in what order all is checked. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define TITLE "{\"title\":\"x\""

/* A text that may hold NUL bytes, and its length. */
#define BYTES(text)                                                            \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

struct bytes {
	const char *data;
	size_t len;
};

static const struct bytes malformed[] = {
	/* Not there, or not an object. */
	BYTES(""),
	BYTES(" "),
	BYTES("\r\n\t"),
	BYTES("null"),
	BYTES("true"),
	BYTES("5"),
	BYTES("\"x\""),
	BYTES("[]"),
	BYTES("[" TITLE "}]"),
	BYTES("title=x"),
	/* Cut off. */
	BYTES("{"),
	BYTES("{\""),
	BYTES("{\"title"),
	BYTES("{\"title\""),
	BYTES("{\"title\":"),
	BYTES("{\"title\":\"x"),
	BYTES(TITLE),
	BYTES(TITLE ","),
	BYTES(TITLE ",\"n\":tru"),
	BYTES(TITLE ",\"n\":[1"),
	BYTES("{\"title\":\"\\u00e"),
	BYTES("{\"title\":\"\\"),
	/* More after it. */
	BYTES(TITLE "}x"),
	BYTES(TITLE "}}"),
	BYTES(TITLE "}{}"),
	BYTES(TITLE "},"),
	BYTES(TITLE "}\n" TITLE "}"),
	BYTES(TITLE "} null"),
	BYTES(TITLE "}//"),
	BYTES(TITLE "}\0"),
	BYTES(TITLE "}\x1a"),
	/* Commas, colons and comments. */
	BYTES(TITLE ",}"),
	BYTES("{," TITLE "}"),
	BYTES("{\"title\" \"x\"}"),
	BYTES("{\"title\":\"x\";\"n\":1}"),
	BYTES("{\"title\":}"),
	BYTES("{\"title\"}"),
	BYTES(TITLE ",\"n\":[1,]}"),
	BYTES(TITLE ",\"n\":[,1]}"),
	BYTES(TITLE ",\"n\":[1 2]}"),
	BYTES("{\"title\"::\"x\"}"),
	BYTES(TITLE ",,\"n\":1}"),
	BYTES("{1:2,"
	      "\"title\":\"x\"}"),
	BYTES("/* */" TITLE "}"),
	BYTES(TITLE "/**/}"),
	BYTES(TITLE "} // end"),
	BYTES("{:}"),
	BYTES(TITLE ",\"n\":(1)}"),
	BYTES(TITLE "]"),
	/* What json-c takes for a string, but RFC 8259 does not. */
	BYTES("{'title':'x'}"),
	BYTES("{\"title\":'x'}"),
	BYTES("{title:\"x\"}"),
	BYTES("{\"title\":\"a\nb\"}"),
	BYTES("{\"title\":\"a\tb\"}"),
	BYTES("{\"title\":\"a\x01\"}"),
	BYTES("{\"title\":\"\x1f\"}"),
	BYTES("{\"ti\ntle\":1,"
	      "\"title\":\"x\"}"),
	BYTES("{\"title\":\"\\x41\"}"),
	BYTES("{\"title\":\"\\a\"}"),
	BYTES("{\"title\":\"\\'\"}"),
	BYTES("{\"title\":\"\\U0041\"}"),
	BYTES("{\"title\":\"\\u00g0\"}"),
	BYTES("{\"title\":\"\\u+041\"}"),
	BYTES("{\"title\":\"\\u 041\"}"),
	/* Words and numbers. */
	BYTES(TITLE ",\"n\":NaN}"),
	BYTES(TITLE ",\"n\":nan}"),
	BYTES(TITLE ",\"n\":Infinity}"),
	BYTES(TITLE ",\"n\":-Infinity}"),
	BYTES(TITLE ",\"n\":TRUE}"),
	BYTES(TITLE ",\"n\":True}"),
	BYTES(TITLE ",\"n\":None}"),
	BYTES(TITLE ",\"n\":Null}"),
	BYTES(TITLE ",\"n\":undefined}"),
	BYTES(TITLE ",\"n\":nullx}"),
	BYTES(TITLE ",\"n\":01}"),
	BYTES(TITLE ",\"n\":-01}"),
	BYTES(TITLE ",\"n\":00}"),
	BYTES(TITLE ",\"n\":1.}"),
	BYTES(TITLE ",\"n\":.5}"),
	BYTES(TITLE ",\"n\":+1}"),
	BYTES(TITLE ",\"n\":-}"),
	BYTES(TITLE ",\"n\":1e}"),
	BYTES(TITLE ",\"n\":1e+}"),
	BYTES(TITLE ",\"n\":1.e1}"),
	BYTES(TITLE ",\"n\":--1}"),
	BYTES(TITLE ",\"n\":0x1}"),
	BYTES(TITLE ",\"n\":1_000}"),
	BYTES(TITLE ",\"n\":1e1.5}"),
	BYTES(TITLE ",\"n\":1-1}"),
	/* The same key twice, at any depth and in any spelling. */
	BYTES("{\"title\":\"x\",\"title\":\"y\"}"),
	BYTES("{\"title\":\"x\",\"title\":\"x\"}"),
	BYTES("{\"title\":\"x\",\"\\u0074itle\":\"y\"}"),
	BYTES(TITLE ",\"n\":1,\"n\":2}"),
	BYTES(TITLE ",\"n\":{\"a\":1,\"a\":1}}"),
	BYTES(TITLE ",\"n\":[{\"\":1,\"\":2}]}"),
	BYTES("{\"title\":null,\"title\":\"x\"}"),
	BYTES(TITLE ",\"n\":{\"title\":1,\"title\":1}}"),
	/* U+0000 anywhere. */
	BYTES("{\"title\":\"a\\u0000b\"}"),
	BYTES("{\"title\":\"\\u0000\"}"),
	BYTES("{\"title\":\"a\0b\"}"),
	BYTES("\0" TITLE "}"),
	BYTES("{\0"
	      "\"title\":\"x\"}"),
	BYTES(TITLE ",\"\\u0000\":1}"),
	BYTES(TITLE ",\"n\":[\"\\u0000\"]}"),
	/* Lone surrogates. */
	BYTES("{\"title\":\"\\ud800\"}"),
	BYTES("{\"title\":\"\\udc00\"}"),
	BYTES("{\"title\":\"\\ud83dx\"}"),
	BYTES("{\"title\":\"\\ud83d\\u0041\"}"),
	BYTES("{\"title\":\"\\ud83d\\ud83d\"}"),
	BYTES("{\"title\":\"\\ude00\\ud83d\"}"),
	BYTES("{\"title\":\"\\ud83d\\n\"}"),
	BYTES(TITLE ",\"\\udfff\":1}"),
	BYTES("{\"title\":\"\\uDBFF\\uE000\"}"),
	/* Not UTF-8: stray, cut off, overlong, surrogates, beyond U+10FFFF. */
	BYTES("{\"title\":\"\xff\"}"),
	BYTES("{\"title\":\"\x80\"}"),
	BYTES("{\"title\":\"\xc3\"}"),
	BYTES("{\"title\":\"\xe2\x82\"}"),
	BYTES("{\"title\":\"\xf0\x9f\x98\"}"),
	BYTES("{\"title\":\"\xc3\x28\"}"),
	BYTES("{\"title\":\"\xc0\xaf\"}"),
	BYTES("{\"title\":\"\xc1\xbf\"}"),
	BYTES("{\"title\":\"\xe0\x80\xaf\"}"),
	BYTES("{\"title\":\"\xf0\x80\x80\xaf\"}"),
	BYTES("{\"title\":\"\xc0\x80\"}"),
	BYTES("{\"title\":\"\xed\xa0\x80\"}"),
	BYTES("{\"title\":\"\xed\xa0\xbd\xed\xb8\x80\"}"),
	BYTES("{\"title\":\"\xf4\x90\x80\x80\"}"),
	BYTES("{\"title\":\"\xf5\x80\x80\x80\"}"),
	BYTES("{\"title\":\"\xfe\"}"),
	BYTES(TITLE ",\"\xe9\":1}"),
	BYTES(TITLE "}\xff"),
	BYTES("{\"title\":\"caf\xe9\"}"),
	BYTES(TITLE ",\"n\":[\"\xc0\xaf\"]}"),
	/* Other encodings and byte order marks. */
	BYTES("\xef\xbb\xbf" TITLE "}"),
	BYTES("\xff\xfe{\0}\0"),
	BYTES("\xfe\xff\0{\0}"),
	BYTES("{\0}\0"),
	BYTES("\xef\xbb\xbf"),
	BYTES(TITLE "}\xef\xbb\xbf"),
	/* Blanks that are not JSON's. */
	BYTES("\x0b" TITLE "}"),
	BYTES("\x0c" TITLE "}"),
	BYTES("\xc2\xa0" TITLE "}"),
	BYTES("{\xe2\x80\xa8\"title\":\"x\"}"),
	BYTES("\x08" TITLE "}"),
};

static const char *const well_formed[] = {
	" \t\r\n{ \"title\" : \"x\" , \"n\" : [ 1 , { } ] } \r\n",
	TITLE ",\"n\":[0,-0,1.5,-1.5e3,1E+2,1e-2,0.0,10,9007199254740993]}",
	TITLE ",\"n\":1e999,\"m\":-123456789012345678901234567890}",
	TITLE ",\"n\":{\"a\":{\"a\":{}},\"b\":[{\"a\":1},{\"a\":1}]}}",
	TITLE ",\"\":null,\"Title\":5,\"title \":5}",
	"{\"\\u0074itle\":\"x\"}",
	"{\"title\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\\ud83d\\ude00\"}",
	"{\"title\":\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"
	"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"}",
	"{\"title\":\"\xef\xbb\xbfx\x7f\"}",
	"{\"title\":\"\\ufffe\\uffff\\udbff\\udfff\"}",
	TITLE ",\"n\":\"{[,:}]'NaN\"}",
};

/* The length of a body counts, since 0 would mean a C string's own. */
static struct answer
send_bytes(const struct person *person, const char *method, const char *target,
	struct bytes body)
{
	const struct ask ask = {.method = method,
		.target = target,
		.token = person->access,
		.body = body.data,
		.body_len = body.len};

	return client_send(&ask);
}

START_TEST(what_is_no_json_object_is_malformed)
{
	struct person person = person_new();
	struct answer answer;
	char id[37], row[256];
	size_t i;

	person_add_todo(&person, "kept", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	for (i = 0; i < COUNT(malformed); i++) {
		answer = send_bytes(&person, "POST", "/todos", malformed[i]);
		ck_assert_msg(answer.status == 400, "row %zu, %s: %d", i,
			malformed[i].data, answer.status);
		expect_error(answer, "REQUEST_001");
		expect_error(send_bytes(&person, "PUT", sample_path(id),
				     malformed[i]),
			"REQUEST_001");
	}
	ck_assert_int_eq(sample_count(&person), 1);
	ck_assert_str_eq(sample_row(id), row);
}
END_TEST

START_TEST(every_endpoint_with_a_body_refuses_what_is_malformed)
{
	static const char *const targets[] = {
		"/auth/register",
		"/auth/login",
		"/auth/refresh",
		"/auth/logout",
		"/auth/change-password",
	};
	static const char *const bodies[] = {
		"{",
		"[]",
		"{\"email\":\"a@b.example\",\"email\":1}",
		"{\"password\":\"\\u0000\"}",
		"{\"refresh_token\":\"\xff\"}",
	};
	struct person person = person_new();
	size_t i, k;

	for (i = 0; i < COUNT(targets); i++) {
		for (k = 0; k < COUNT(bodies); k++)
			expect_error(person_ask(&person, "POST", targets[i],
					     bodies[k]),
				"REQUEST_001");
	}
	/* The session is still there. */
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
}
END_TEST

START_TEST(all_that_the_rfc_allows_is_taken)
{
	struct person person = person_new();
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(well_formed); i++) {
		answer = send_bytes(&person, "POST", "/todos",
			(struct bytes){well_formed[i], strlen(well_formed[i])});
		ck_assert_msg(answer.status == 201, "%s: %d", well_formed[i],
			answer.status);
		client_clear(&answer);
	}
}
END_TEST

/* A body of so many levels, the object itself counted. */
static struct answer
send_nested(const struct person *person, const char *const ends[3], int depth)
{
	struct buffer body = {0};
	struct answer answer;
	int i;

	base_buffer_puts(&body, TITLE ",\"n\":");
	for (i = 1; i < depth; i++)
		base_buffer_puts(&body, ends[0]);
	base_buffer_puts(&body, ends[1]);
	for (i = 1; i < depth; i++)
		base_buffer_puts(&body, ends[2]);
	base_buffer_putc(&body, '}');
	answer = send_bytes(
		person, "POST", "/todos", (struct bytes){body.data, body.len});
	base_buffer_clear(&body);
	return answer;
}

START_TEST(nesting_ends_at_32_levels)
{
	/* What opens a level, is in the innermost one, and closes a level. */
	static const char *const kinds[][3] = {
		{"[", "", "]"},
		{"[", "1", "]"},
		{"[", "\"x\"", "]"},
		{"{\"a\":", "null", "}"},
		{"[1,", "2", "]"},
		{"{\"b\":1,\"a\":", "\"[[[[\"", "}"},
	};
	struct person person = person_new();
	size_t i;

	for (i = 0; i < COUNT(kinds); i++) {
		expect_status(send_nested(&person, kinds[i], 31), 201);
		expect_status(send_nested(&person, kinds[i], 32), 201);
		expect_error(send_nested(&person, kinds[i], 33), "REQUEST_001");
		expect_error(
			send_nested(&person, kinds[i], 5000), "REQUEST_001");
	}
}
END_TEST

Suite *
api_suite_bodies(void)
{
	Suite *suite = suite_create("bodies");
	TCase *tests = tcase_create("bodies");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, what_is_no_json_object_is_malformed);
	tcase_add_test(
		tests, every_endpoint_with_a_body_refuses_what_is_malformed);
	tcase_add_test(tests, all_that_the_rfc_allows_is_taken);
	tcase_add_test(tests, nesting_ends_at_32_levels);
	suite_add_tcase(suite, tests);
	return suite;
}
