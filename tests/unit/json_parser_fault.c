/* json_parser_fault.c: a malformed body is told what is wrong with it, and where. */
#include "json/parser.h"

#include "unit/suites.h"

/* Bodies, and what is told of them: which sentence, and which byte. */
/* clang-format off */
static const struct {
	const char *json;
	enum error told;
	size_t at;
} mistakes[] = {
	{"", REQUEST_001_EMPTY, 0},
	{" ", REQUEST_001_OBJECT, 0},
	{"[]", REQUEST_001_OBJECT, 0},
	{" 12", REQUEST_001_OBJECT, 0},
	{"\"x\"", REQUEST_001_OBJECT, 0},
	{"null", REQUEST_001_OBJECT, 0},
	{"x", REQUEST_001_JSON, 1},
	{"{\"a\":01}", REQUEST_001_JSON, 7},
	{"{\"a\":tru}", REQUEST_001_JSON, 6},
	{"{\"a\" 1}", REQUEST_001_JSON, 6},
	{"{\"a\":1,}", REQUEST_001_JSON, 8},
	{"{'a':1}", REQUEST_001_JSON, 2},
	{"{\"a\":\"\t\"}", REQUEST_001_JSON, 7},
	{"{\"a\":\"\\x\"}", REQUEST_001_JSON, 8},
	/* Where it ends too early, the byte that is not there. */
	{"{\"a\":1", REQUEST_001_JSON, 7},
	{"{\"a\":\"b", REQUEST_001_JSON, 8},
	{"{} {}", REQUEST_001_JSON, 4},
	{"{}}", REQUEST_001_JSON, 3},
	{"{\"a\":\"\xff\"}", REQUEST_001_UTF8, 7},
	{"{\"a\":\"\\u0000\"}", REQUEST_001_NUL, 13},
	{"{\"a\":\"\\ud800\"}", REQUEST_001_SURROGATE, 13},
	{"{\"a\":1,\"a\":2}", REQUEST_001_TWICE, 0},
	{"{\"b\":{\"a\":1,\"a\":2}}", REQUEST_001_TWICE, 0},
};
/* clang-format on */

START_TEST(a_malformed_body_is_told_apart)
{
	struct json_parser *parser = json_parser_new();
	struct fault mistake;

	assert_error(json_parser_read(
			     parser, base_text_of(mistakes[_i].json), &mistake),
		REQUEST_001);
	ck_assert_str_eq(base_error_message(mistake.told),
		base_error_message(mistakes[_i].told));
	ck_assert_uint_eq(mistake.at, mistakes[_i].at);
	json_parser_free(parser);
}
END_TEST

START_TEST(too_much_nesting_is_told_by_its_first_bracket)
{
	struct json_parser *parser = json_parser_new();
	struct fault mistake;
	char json[] = "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]";

	assert_error(json_parser_read(parser, base_text_of(json), &mistake),
		REQUEST_001);
	ck_assert_int_eq(mistake.told, REQUEST_001_DEPTH);
	ck_assert_uint_eq(mistake.at, 37);
	json_parser_free(parser);
}
END_TEST

Suite *
json_parser_fault_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_malformed_body_is_told_apart, mistakes),
		ONCE(too_much_nesting_is_told_by_its_first_bracket),
	};

	return suite_of("json_parser_fault", tests, COUNT(tests));
}
