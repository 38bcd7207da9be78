/* http_idempotency.c: keys in quotes and without, and what is none. */
#include "http/idempotency.h"

#include "unit/suites.h"

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define LONGEST HUNDRED HUNDRED TEN TEN TEN TEN TEN "01234"

/* clang-format off */
static const struct {
	const char *header;
	const char *key; /* NULL: it is none */
} headers[] = {
	{"8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"},
	{"\"8e03978e\"", "8e03978e"}, {" \t\"a\" ", "a"}, {" a ", "a"},
	{"a+b/c=", "a+b/c="}, {"!#$%&'*:?@[]{|}~", "!#$%&'*:?@[]{|}~"},
	{"\" a, b; c \"", " a, b; c "}, {"\"a\\\"b\\\\c\"", "a\"b\\c"}, {"\"\\\\\"", "\\"},
	{LONGEST, LONGEST}, {"\"" LONGEST "\"", LONGEST},
	{"", NULL}, {" ", NULL}, {"\"\"", NULL}, {"\"", NULL}, {"\"a", NULL}, {"a\"", NULL},
	{"a b", NULL}, {"a,b", NULL}, {"a, b", NULL}, {"a;b=1", NULL}, {"\"a\";b", NULL},
	{"\"a\", \"b\"", NULL}, {"\"a\\\"", NULL}, {"\"a\\b\"", NULL}, {"a\\b", NULL},
	{"\xc3\xa9", NULL}, {"\"\xc3\xa9\"", NULL}, {"\"a\tb\"", NULL}, {"\"a\x7f\"", NULL},
	{LONGEST "x", NULL}, {"\"" LONGEST "x\"", NULL},
};
/* clang-format on */

START_TEST(a_key_is_a_string_or_a_word)
{
	char out[IDEMPOTENCY_KEY_MAX];
	struct text key;
	bool is_key = http_idempotency_read(
		base_text_of(headers[_i].header), out, &key);

	ck_assert_msg(
		is_key == (headers[_i].key != NULL), "%s", headers[_i].header);
	if (is_key)
		assert_text(key, headers[_i].key);
}
END_TEST

Suite *
http_idempotency_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_key_is_a_string_or_a_word, headers),
	};

	return suite_of("http_idempotency", tests, COUNT(tests));
}
