/* base_excerpt.c: long texts are cut by whole characters, and say so. */
#include "base/excerpt.h"

#include "unit/suites.h"

#include <string.h>

#define DOTS "\xe2\x80\xa6"
#define EURO "\xe2\x82\xac"

/* In eight bytes; DOTS are three of them. */
/* clang-format off */
static const struct {
	const char *in, *json, *plain;
} texts[] = {
	{"", "\"\"", ""},
	{"a", "\"a\"", "a"},
	{"abcdefgh", "\"abcdefgh\"", "abcdefgh"},
	{"abcdefghi", "\"abcde" DOTS "\"", "abcde" DOTS},
	{"abcdefghijklmnopqrstuvwxyz", "\"abcde" DOTS "\"", "abcde" DOTS},
	/* What is escaped counts as long as it is then. */
	{"abcd\"\\", "\"abcd\\\"\\\\\"", "abcd\"\\"},
	{"abcd\"\\x", "\"abcd" DOTS "\"", "abcd" DOTS},
	{"abc\"\\x", "\"abc\\\"\\\\x\"", "abc\"\\x"},
	{"ab\x01", "\"ab\\u0001\"", "ab?"},
	{"abc\x7f", "\"abc" DOTS "\"", "abc" DOTS},
	/* No character is cut in two. */
	{"ab" EURO EURO, "\"ab" EURO EURO "\"", "ab" EURO EURO},
	{"abc" EURO EURO, "\"abc" DOTS "\"", "abc" DOTS},
	{"ab" EURO EURO "c", "\"ab" EURO DOTS "\"", "ab" EURO DOTS},
	/* Each stray byte becomes U+FFFD. */
	{"ab\xff\xff", "\"ab\xef\xbf\xbd\xef\xbf\xbd\"", "ab??"},
	{"ab\xff\xff\xff", "\"ab\xef\xbf\xbd" DOTS "\"", "ab?" DOTS},
	/* What a terminal acts on: C1 controls, separators, turned directions. */
	{"a\xc2\x9b" "1", "\"a\\u009b1\"", "a?1"},
	{"\xc2\x80", "\"\\u0080\"", "?"},
	{"\xc2\x9f", "\"\\u009f\"", "?"},
	{"\xc2\xa0", "\"\xc2\xa0\"", "\xc2\xa0"},
	{"\xd8\x9c", "\"\\u061c\"", "?"},
	{"\xe2\x80\x8e", "\"\\u200e\"", "?"},
	{"\xe2\x80\xa8", "\"\\u2028\"", "?"},
	{"\xe2\x80\xa9", "\"\\u2029\"", "?"},
	{"a\xe2\x80\xae" "b", "\"a\\u202eb\"", "a?b"},
	{"\xe2\x81\xa6", "\"\\u2066\"", "?"},
	{"\xe2\x81\xa9", "\"\\u2069\"", "?"},
	{"\xe2\x81\xaa", "\"\xe2\x81\xaa\"", "\xe2\x81\xaa"},
	/* Escaped they take six bytes. */
	{"abc\xe2\x80\xae", "\"abc" DOTS "\"", "abc" DOTS},
};
/* clang-format on */

START_TEST(a_text_is_put_whole_or_cut_with_a_mark)
{
	struct text text = base_text_of(texts[_i].in);
	struct buffer buf = {0};

	base_excerpt_json(&buf, text, 8);
	assert_buffer(&buf, texts[_i].json);
	ck_assert_uint_le(buf.len, 8 + 2);
	base_buffer_reset(&buf);
	base_excerpt_plain(&buf, text, 8);
	if (*texts[_i].in)
		assert_buffer(&buf, texts[_i].plain);
	else
		ck_assert_uint_eq(buf.len, 0);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(no_text_takes_more_than_its_place)
{
	char bytes[64];
	struct buffer buf = {0};
	size_t max, byte;

	for (byte = 0; byte < 256; byte++) {
		memset(bytes, (int)byte, sizeof(bytes));
		for (max = 3; max < 64 * 6 + 8; max++) {
			base_buffer_reset(&buf);
			base_excerpt_json(
				&buf, (struct text){bytes, sizeof(bytes)}, max);
			if (buf.failed || buf.len > max + 2)
				ck_abort_msg("%zu in %zu", buf.len, max);
		}
	}
	base_buffer_clear(&buf);
}
END_TEST

Suite *
base_excerpt_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_text_is_put_whole_or_cut_with_a_mark, texts),
		ONCE(no_text_takes_more_than_its_place),
	};

	return suite_of("base_excerpt", tests, COUNT(tests));
}
