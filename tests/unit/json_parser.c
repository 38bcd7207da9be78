/* json_parser.c: bodies become documents, and documents structs by a table. */
#include "json/parser.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <string.h>

static struct json_parser *parser;
#define READ(body) json_parser_read(parser, body, &(struct fault){0})

static enum error
read_json(const char *json)
{
	if (!parser)
		parser = json_parser_new();
	return READ(base_text_of(json));
}

static void
end(void)
{
	json_parser_free(parser);
	parser = NULL;
}

static const char *const documents[] = {
	"{}",
	" { \"a\" : 1 } \r\n",
	"{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}",
	"{\"a\":123456789012345678901234567890,\"b\":-99999999999999999999}",
	"{\"a\":1e400}",
	"{\"\":1}",
	"{\"a\":\"\\ud83d\\ude00\"}",
	"{\"a\":[[],{},null,true]}",
};

START_TEST(an_object_is_a_document)
{
	assert_error(read_json(documents[_i]), OK);
	end();
}
END_TEST

static const char *const no_documents[] = {
	"",
	" ",
	"[]",
	"[{}]",
	"5",
	"null",
	"true",
	"\"a\"",
	"null {",
	"{",
	"{\"a\"",
	"{\"a\":",
	"{\"a\":1",
	"{\"a\":1,",
	"{\"a\":[1}",
	"{} {}",
	"{}x",
	"{},",
	"{}]",
	"{\"a\":1}}",
	"{\"a\":1,}",
	"{\"a\":[1,]}",
	"{\"a\" 1}",
	"{\"a\":1 \"b\":2}",
	"{\"a\":1:2}",
	"{\"a\"::1}",
	"{,}",
	"{\"a\",\"b\"}",
	"{1:2}",
	"{\"a\":01}",
	"{\"a\":00}",
	"{\"a\":-01}",
	"{\"a\":.5}",
	"{\"a\":1.}",
	"{\"a\":+1}",
	"{\"a\":1 2}",
	"{\"a\":1-2}",
	"{\"a\":1e5-3}",
	"{\"a\":-0-0}",
	"{\"a\":1.5.5}",
	"{\"a\":--1}",
	"{\"a\":NaN}",
	"{\"a\":Infinity}",
	"{\"a\":TRUE}",
	"{\"a\":truefalse}",
	"{\"a\":'b'}",
	"{'a':1}",
	"{a:1}",
	"{\"a\":\"b\nc\"}",
	"{\"a\":\"\\x41\"}",
	"{\"a\":\"\\u0000\"}",
	"{\"\\u0000\":1}",
	"{\"a\":\"\\ud800\"}",
	"{\"a\":\"\xff\"}",
	"{\"a\":\"\xc0\xaf\"}",
	"{\"a\":\"\xed\xa0\x80\"}",
	"{\"a\":\"\xf5\x80\x80\x80\"}",
	"{\"a\":\"\xf4\x90\x80\x80\"}",
	"{\"a\":\"\xe2\x82\"}",
	"\xef\xbb\xbf{}",
	"/**/{}",
	"{}//",
	"{\"a\":1,\"a\":1}",
	"{\"a\":1,\"b\":2,\"a\":3}",
	"{\"a\":1,\"\\u0061\":2}",
	"{\"b\":{\"a\":1,\"a\":2}}",
	"{\"b\":[{},{\"a\":1,\"a\":2}]}",
	"{\"\":1,\"\":2}",
};

START_TEST(anything_else_is_a_malformed_request)
{
	assert_error(read_json(no_documents[_i]), REQUEST_001);
	end();
}
END_TEST

START_TEST(a_zero_byte_makes_it_malformed)
{
	static const struct text bodies[] = {
		{NULL, 0}, {"{}\0", 3}, {"\0{}", 3}, {"{\"a\":\"b\0c\"}", 11}};

	parser = json_parser_new();
	assert_error(READ(bodies[_i]), REQUEST_001);
	end();
}
END_TEST

/* An object and empty arrays in it, so many levels in all. */
static const char *
nested(size_t levels, char out[300])
{
	memcpy(out, "{\"a\":", 5);
	memset(out + 5, '[', levels - 1);
	memset(out + 5 + levels - 1, ']', levels - 1);
	memcpy(out + 5 + 2 * (levels - 1), "}", 2);
	return out;
}

START_TEST(nesting_ends_at_32_levels)
{
	char json[300];

	assert_error(read_json(nested(31, json)), OK);
	assert_error(read_json(nested(32, json)), OK);
	assert_error(read_json(nested(33, json)), REQUEST_001);
	assert_error(read_json(nested(100, json)), REQUEST_001);
	end();
}
END_TEST

START_TEST(a_value_in_the_innermost_level_is_no_level_more)
{
	char json[300], *middle;

	nested((size_t)(32 + _i), json);
	middle = strchr(json, ']');
	memmove(middle + 1, middle, strlen(middle) + 1);
	*middle = '1';
	assert_error(read_json(json), _i == 0 ? OK : REQUEST_001);
	end();
}
END_TEST

START_TEST(many_values_side_by_side_are_no_nesting)
{
	assert_error(
		read_json(
			"{\"a\":[[],[],[],[],[],[],[],[],[],[],[],[],[],[],"
			"[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]}"),
		OK);
	end();
}
END_TEST

START_TEST(a_malformed_body_leaves_no_trace_in_the_next)
{
	assert_error(read_json("{\"a\":\"b"), REQUEST_001);
	assert_error(read_json("{}"), OK);
	assert_error(read_json("[[[["), REQUEST_001);
	assert_error(read_json("{\"a\":1}"), OK);
	end();
}
END_TEST

/* What the table below fills. */
struct body {
	enum presence has_name, has_flag;
	struct text name;
	bool flag;
};

static enum error
check_name(struct text name)
{
	return base_text_is(name, "bad") ? VALIDATION_005 : OK;
}

/* clang-format off */
static const struct json_field table[] = {
	{"name", JSON_TEXT, offsetof(struct body, has_name),
	 offsetof(struct body, name), VALIDATION_001, VALIDATION_003,
	 VALIDATION_004, check_name, "a name", 0, 0},
	{"flag", JSON_FLAG, offsetof(struct body, has_flag),
	 offsetof(struct body, flag), OK, VALIDATION_006, VALIDATION_007, NULL,
	 "a flag", 0, 0},
};
/* clang-format on */

/* clang-format off */
static const struct {
	const char *json;
	enum error error;
	const char *field;
} fills[] = {
	{"{\"name\":\"x\"}", OK, NULL},
	{"{\"name\":\"x\",\"flag\":true,\"other\":[1]}", OK, NULL},
	{"{}", VALIDATION_001, "name"},
	{"{\"Name\":\"x\"}", VALIDATION_001, "name"},
	{"{\"name\":null}", VALIDATION_003, "name"},
	{"{\"name\":5}", VALIDATION_004, "name"},
	{"{\"name\":true}", VALIDATION_004, "name"},
	{"{\"name\":[\"x\"]}", VALIDATION_004, "name"},
	{"{\"name\":{}}", VALIDATION_004, "name"},
	{"{\"name\":\"bad\"}", VALIDATION_005, "name"},
	{"{\"name\":\"x\",\"flag\":null}", VALIDATION_006, "flag"},
	{"{\"name\":\"x\",\"flag\":1}", VALIDATION_007, "flag"},
	{"{\"name\":\"x\",\"flag\":\"true\"}", VALIDATION_007, "flag"},
	{"{\"flag\":1,\"name\":5}", VALIDATION_004, "name"},
};
/* clang-format on */

START_TEST(the_first_field_of_the_table_that_is_wrong_is_named)
{
	struct body body = {0};
	struct fault fault = {0};

	assert_error(read_json(fills[_i].json), OK);
	assert_error(
		json_parser_fill(parser, table, COUNT(table), &body, &fault),
		fills[_i].error);
	if (fills[_i].field) {
		ck_assert_str_eq(fault.field, fills[_i].field);
		ck_assert_int_eq(fault.expected[0], 'a');
	}
	end();
}
END_TEST

START_TEST(fields_are_filled_and_say_where_they_stand)
{
	struct body body = {0};
	struct fault fault;

	assert_error(read_json("{\"flag\":true,\"name\":\"\\u00e9\\n\"}"), OK);
	assert_error(json_parser_fill(parser, table, 2, &body, &fault), OK);
	ck_assert_int_eq(body.has_name, GIVEN);
	assert_text(body.name, "\xc3\xa9\n");
	ck_assert_int_eq(body.has_flag, GIVEN);
	ck_assert(body.flag);

	assert_error(read_json("{\"name\":\"\"}"), OK);
	assert_error(json_parser_fill(parser, table, 2, &body, &fault), OK);
	assert_text(body.name, "");
	ck_assert_int_eq(body.has_flag, ABSENT);
	end();
}
END_TEST

START_TEST(without_a_document_every_field_is_absent)
{
	struct body body = {.has_flag = GIVEN, .flag = true};
	struct fault fault;

	assert_error(read_json("{\"flag\":false}"), OK);
	json_parser_release(parser);
	assert_error(json_parser_fill(parser, table + 1, 1, &body, &fault), OK);
	ck_assert_int_eq(body.has_flag, ABSENT);
	ck_assert(body.flag);
	end();
}
END_TEST

START_TEST(a_refused_body_is_no_document)
{
	struct body body = {0};
	struct fault fault;

	assert_error(read_json("{\"flag\":true}"), OK);
	assert_error(read_json("{\"flag\":true,\"flag\":true}"), REQUEST_001);
	assert_error(json_parser_fill(parser, table + 1, 1, &body, &fault), OK);
	ck_assert_int_eq(body.has_flag, ABSENT);
	end();
}
END_TEST

START_TEST(a_parser_without_memory_is_none)
{
	struct json_parser *none;

	fail_nth(_i == 0 ? FAIL_calloc : FAIL_json_tokener_new_ex, 1);
	none = json_parser_new();
	ck_assert(fail_happened());
	ck_assert_ptr_null(none);
	json_parser_free(NULL);
}
END_TEST

START_TEST(a_body_is_refused_only_when_it_was_found_bad_twice)
{
	enum error err;
	parser = json_parser_new();
	fail_nth(FAIL_json_tokener_parse_ex, 1);
	assert_error(read_json("{\"a\":1}"), OK);
	fail_all(FAIL_malloc);
	err = read_json("{\"a\" 1}");
	fail_none();
	assert_error(err, SERVER_002);
	end();
}
END_TEST

Suite *
json_parser_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		EACH(an_object_is_a_document, documents),
		EACH(anything_else_is_a_malformed_request, no_documents),
		{a_zero_byte_makes_it_malformed, 4},
		ONCE(nesting_ends_at_32_levels),
		{a_value_in_the_innermost_level_is_no_level_more, 2},
		ONCE(many_values_side_by_side_are_no_nesting),
		ONCE(a_malformed_body_leaves_no_trace_in_the_next),
		EACH(the_first_field_of_the_table_that_is_wrong_is_named, fills),
		ONCE(fields_are_filled_and_say_where_they_stand),
		ONCE(without_a_document_every_field_is_absent),
		ONCE(a_refused_body_is_no_document),
		{a_parser_without_memory_is_none, 2},
		ONCE(a_body_is_refused_only_when_it_was_found_bad_twice),
	};
	/* clang-format on */

	return suite_of("json_parser", tests, COUNT(tests));
}
