/* json_syntax.c: tokens that json-c lets slip are refused. */
#include "json/syntax.h"

#include "unit/suites.h"

static struct json_mistake mistake;

/* clang-format off */
static const struct {
	const char *json;
	size_t members;
} good[] = {
	{"{}", 0},
	{" \t\r\n{ } ", 0},
	{"{\"a\":1,\"b\":[{\"c\":null}]}", 3},
	{"[true,false,null]", 0},
	{"0", 0},
	{"-0", 0},
	{"-12.5e+10", 0},
	{"1E5", 0},
	{"1e-5", 0},
	{"123456789012345678901234567890", 0},
	{"\"\"", 0},
	{"\"a:b\"", 0},
	{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", 0},
	{"\"\\u0061\\u00e9\\uFFFF\\ud7ff\\ue000\"", 0},
	{"\"\\ud83d\\ude00\"", 0},
	{"\"\\uDBFF\\uDFFF\"", 0},
	{"\"caf\xc3\xa9 \xf0\x9f\x98\x80 \x7f\"", 0},
};
/* clang-format on */

START_TEST(tokens_of_the_grammar_are_accepted)
{
	struct json_contents contents = {99, 99, 99};

	ck_assert_msg(json_syntax_is_strict(
			      base_text_of(good[_i].json), &contents, &mistake),
		"%s", good[_i].json);
	ck_assert_uint_eq(contents.members, good[_i].members);
}
END_TEST

/* clang-format off */
static const struct {
	const char *json;
	struct json_contents contents;
} written[] = {
	{"[null,1,true]", {0, 1, 0}},
	{"{\"ab\":null,\"c\":[null]}", {2, 2, 3}},
	{"\"null, {:}\"", {0, 0, 9}},
	{"\"\\n\\\"\"", {0, 0, 2}},
	{"\"a\\u0061\"", {0, 0, 2}},
	{"\"\\u00e9\"", {0, 0, 2}},
	{"\"\\u20ac\"", {0, 0, 3}},
	{"\"\\ud83d\\ude00\"", {0, 0, 4}},
	{"\"\xc3\xa9\xf0\x9f\x98\x80\"", {0, 0, 6}},
};
/* clang-format on */

START_TEST(what_a_text_writes_down_is_counted)
{
	struct json_contents contents;

	ck_assert(json_syntax_is_strict(
		base_text_of(written[_i].json), &contents, &mistake));
	ck_assert_uint_eq(contents.members, written[_i].contents.members);
	ck_assert_uint_eq(contents.nulls, written[_i].contents.nulls);
	ck_assert_uint_eq(contents.bytes, written[_i].contents.bytes);
}
END_TEST

static const char *const bad[] = {
	"{'a':1}",
	"NaN",
	"Infinity",
	"-Infinity",
	"nan",
	"nul",
	"tru",
	"falsy",
	"True",
	"NULL",
	"undefined",
	"1.",
	".5",
	"+1",
	"-",
	"-x",
	"1e",
	"1e+",
	"1.e5",
	"0x10",
	"00",
	"-01",
	"012",
	"1-2",
	"1--2",
	"1e5-3",
	"// c\n{}",
	"/* c */{}",
	"#",
	"{a:1}",
	"`",
	"\"a",
	"\"a\\",
	"\"\\x41\"",
	"\"\\a\"",
	"\"\\'\"",
	"\"\\",
	"\"\\u12",
	"\"\\u12g4\"",
	"\"\\u 123\"",
	"\"\t\"",
	"\"\n\"",
	"\"\r\"",
	"\"\x1f\"",
	"\"\x01\"",
	"\"\\u0000\"",
	"\"a\\u0000b\"",
	"\"\\ud800\"",
	"\"\\udc00\"",
	"\"\\ud800\\u0041\"",
	"\"\\ud800\\ud800\"",
	"\"\\ud800\\n\"",
	"\"\\ud83dx\"",
	"\"\\ud83d\\ude0\"",
	"\"\\ud83d\\u\"",
	"\"\\udfff\\ud800\"",
	"\"\\udc00\\udc00\"",
	"\"\xff\"",
	"\"\xc0\xaf\"",
	"\"\xed\xa0\x80\"",
	"\"\xf5\x80\x80\x80\"",
	"\"\xf4\x90\x80\x80\"",
	"\"\xe2\x82\"",
	"\"\x80\"",
	"\xef\xbb\xbf{}",
	"\xff",
	"\xc2\xa0",
	"\f",
	"\v",
	"\x01",
};

START_TEST(tokens_outside_the_grammar_are_refused)
{
	struct json_contents contents;

	ck_assert_msg(!json_syntax_is_strict(
			      base_text_of(bad[_i]), &contents, &mistake),
		"%s", bad[_i]);
}
END_TEST

START_TEST(a_zero_byte_is_refused_wherever_it_stands)
{
	static const struct text texts[] = {{"\0", 1}, {"{}\0", 3}, {"{\0}", 3},
		{"\"a\0b\"", 5}, {"\"a\\\0\"", 5}, {"tru\0", 4},
		{"\"\\u00\0\"", 7}};
	struct json_contents contents;
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		ck_assert_msg(
			!json_syntax_is_strict(texts[i], &contents, &mistake),
			"%zu", i);
}
END_TEST

START_TEST(nothing_behind_the_text_is_looked_at)
{
	static const struct text texts[] = {{"true", 3}, {"\"a\"", 2},
		{"\"\\n\"", 2}, {"\"\\u0041\"", 6}, {"1e5", 2}, {"1.5", 2},
		{"\"\xc3\xa9\"", 2}, {"\"\\ud83d\\ude00\"", 12}};
	struct json_contents contents;
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		ck_assert_msg(
			!json_syntax_is_strict(texts[i], &contents, &mistake),
			"%zu", i);
}
END_TEST

Suite *
json_syntax_suite(void)
{
	const struct suite_test tests[] = {
		EACH(tokens_of_the_grammar_are_accepted, good),
		EACH(what_a_text_writes_down_is_counted, written),
		EACH(tokens_outside_the_grammar_are_refused, bad),
		ONCE(a_zero_byte_is_refused_wherever_it_stands),
		ONCE(nothing_behind_the_text_is_looked_at),
	};

	return suite_of("json_syntax", tests, COUNT(tests));
}
