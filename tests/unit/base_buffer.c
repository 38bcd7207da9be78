/* base_buffer.c: growth, sticking failures and JSON escapes of buffers. */
#include "base/buffer.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

START_TEST(additions_follow_each_other_while_the_buffer_grows)
{
	struct buffer buf = {0};
	size_t i;

	for (i = 0; i < 3000; i++)
		base_buffer_putc(&buf, (char)('a' + i % 26));
	base_buffer_puts(&buf, "end");
	ck_assert(!buf.failed);
	ck_assert_uint_eq(buf.len, 3003);
	for (i = 0; i < 3000; i++)
		ck_assert_int_eq(buf.data[i], (char)('a' + i % 26));
	ck_assert_mem_eq(buf.data + 3000, "end", 3);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(adding_nothing_takes_no_memory)
{
	struct buffer buf = {0};

	base_buffer_add(&buf, NULL, 0);
	base_buffer_puts(&buf, "");
	ck_assert(!buf.failed);
	ck_assert_ptr_null(buf.data);
}
END_TEST

START_TEST(bytes_of_zero_are_content)
{
	struct buffer buf = {0};

	base_buffer_add(&buf, "a\0b", 3);
	ck_assert_uint_eq(buf.len, 3);
	ck_assert_mem_eq(buf.data, "a\0b", 3);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_failure_keeps_the_content_and_sticks)
{
	struct buffer buf = {0};

	base_buffer_puts(&buf, "before");
	fail_nth(FAIL_realloc, 1);
	ck_assert(!base_buffer_reserve(&buf, 10000));
	ck_assert(buf.failed);
	base_buffer_puts(&buf, "after");
	base_buffer_printf(&buf, "%d", 1);
	ck_assert(!base_buffer_reserve(&buf, 1));
	ck_assert_uint_eq(buf.len, 6);
	ck_assert_mem_eq(buf.data, "before", 6);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_reset_forgets_failure_and_content_and_keeps_the_memory)
{
	struct buffer buf = {0};
	char *data;

	base_buffer_puts(&buf, "before");
	data = buf.data;
	buf.failed = true;
	base_buffer_reset(&buf);
	base_buffer_puts(&buf, "new");
	assert_buffer(&buf, "new");
	ck_assert_ptr_eq(buf.data, data);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_cleared_buffer_is_empty_and_usable)
{
	struct buffer buf = {0};

	base_buffer_puts(&buf, "before");
	base_buffer_clear(&buf);
	ck_assert_ptr_null(buf.data);
	ck_assert_uint_eq(buf.len, 0);
	base_buffer_puts(&buf, "after");
	assert_buffer(&buf, "after");
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(more_room_than_there_is_memory_fails)
{
	static const size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX - 3};
	struct buffer buf = {0};

	base_buffer_puts(&buf, "abc");
	ck_assert(!base_buffer_reserve(&buf, sizes[_i]));
	ck_assert(buf.failed);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(formatted_text_may_be_longer_than_the_buffer)
{
	struct buffer buf = {0};

	base_buffer_printf(&buf, "<%s>", "x");
	base_buffer_printf(&buf, "%0700d", 7);
	ck_assert(!buf.failed);
	ck_assert_uint_eq(buf.len, 703);
	ck_assert_mem_eq(buf.data, "<x>0", 4);
	ck_assert_int_eq(buf.data[702], '7');
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(text_that_cannot_be_formatted_is_a_failure)
{
	struct buffer buf = {0};

	/* No character of the C locale. */
	base_buffer_printf(&buf, "%ls", L"\x20ac");
	ck_assert(buf.failed);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(formatting_without_memory_is_a_failure)
{
	struct buffer buf = {0};

	fail_nth(FAIL_realloc, 1);
	base_buffer_printf(&buf, "%d", 1);
	ck_assert(buf.failed);
	ck_assert_uint_eq(buf.len, 0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *in;
	size_t len;
	const char *out;
} strings[] = {
	{"", 0, "\"\""},
	{"plain", 5, "\"plain\""},
	{"say \"a\\b\"", 9, "\"say \\\"a\\\\b\\\"\""},
	{"\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\""},
	{"\x01\x1f\x7f", 3, "\"\\u0001\\u001f\\u007f\""},
	{"a\0b", 3, "\"a\\u0000b\""},
	{"</script>&'", 11, "\"</script>&'\""},
	{"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9,
	 "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
	{"a\xff" "b", 3, "\"a\xef\xbf\xbd" "b\""},
	{"\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
	{"\xe2\x82", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
};
/* clang-format on */

/* clang-format off */
static const struct {
	int64_t number;
	const char *text;
} numbers[] = {
	{0, "0"},
	{7, "7"},
	{-1, "-1"},
	{10, "10"},
	{1234567890, "1234567890"},
	{INT64_MAX, "9223372036854775807"},
	{INT64_MIN, "-9223372036854775808"},
};
/* clang-format on */

START_TEST(a_number_is_written_in_decimal)
{
	struct buffer buf = {0};

	base_buffer_number(&buf, numbers[_i].number);
	assert_buffer(&buf, numbers[_i].text);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_json_string_is_escaped_and_always_utf8)
{
	struct buffer buf = {0};

	base_buffer_json(&buf, strings[_i].in, strings[_i].len);
	assert_buffer(&buf, strings[_i].out);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(any_byte_is_escaped_alike_wherever_it_stands)
{
	char text[20], alone[16], expected[64];
	struct buffer one = {0}, all = {0};
	size_t place;

	text[0] = (char)_i;
	base_buffer_json(&one, text, 1);
	ck_assert(!one.failed);
	snprintf(alone, sizeof(alone), "%.*s", (int)one.len - 2, one.data + 1);
	for (place = 0; place < sizeof(text); place++) {
		memset(text, 'x', sizeof(text));
		text[place] = (char)_i;
		snprintf(expected, sizeof(expected), "\"%.*s%s%.*s\"",
			(int)place, "xxxxxxxxxxxxxxxxxxxx", alone,
			(int)(sizeof(text) - place - 1),
			"xxxxxxxxxxxxxxxxxxxx");
		base_buffer_reset(&all);
		base_buffer_json(&all, text, sizeof(text));
		assert_buffer(&all, expected);
	}
	base_buffer_clear(&one);
	base_buffer_clear(&all);
}
END_TEST

START_TEST(a_wiped_buffer_holds_nothing_and_keeps_its_memory)
{
	static const char zeros[6];
	struct buffer buf = {0};
	char *data;

	base_buffer_puts(&buf, "secret");
	data = buf.data;
	base_buffer_wipe(&buf);
	ck_assert_uint_eq(buf.len, 0);
	ck_assert_ptr_eq(buf.data, data);
	ck_assert_mem_eq(data, zeros, sizeof(zeros));
	base_buffer_clear(&buf);
	base_buffer_wipe(&buf);
}
END_TEST

Suite *
base_buffer_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		ONCE(additions_follow_each_other_while_the_buffer_grows),
		ONCE(adding_nothing_takes_no_memory),
		ONCE(bytes_of_zero_are_content),
		ONCE(a_failure_keeps_the_content_and_sticks),
		ONCE(a_reset_forgets_failure_and_content_and_keeps_the_memory),
		ONCE(a_wiped_buffer_holds_nothing_and_keeps_its_memory),
		ONCE(a_cleared_buffer_is_empty_and_usable),
		{more_room_than_there_is_memory_fails, 3},
		ONCE(formatted_text_may_be_longer_than_the_buffer),
		ONCE(text_that_cannot_be_formatted_is_a_failure),
		ONCE(formatting_without_memory_is_a_failure),
		EACH(a_number_is_written_in_decimal, numbers),
		EACH(a_json_string_is_escaped_and_always_utf8, strings),
		{any_byte_is_escaped_alike_wherever_it_stands, 256},
	};
	/* clang-format on */

	return suite_of("base_buffer", tests, COUNT(tests));
}
