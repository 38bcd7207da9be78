/* base_text.c: which bytes are UTF-8, and what characters they are. */
#include "base/text.h"

#include "unit/suites.h"

/* clang-format off */
static const struct {
	const char *bytes;
	size_t width;
	uint32_t rune;
} characters[] = {
	{"a", 1, 'a'},
	{"\x7f", 1, 0x7f},
	{"\xc2\x80", 2, 0x80},
	{"\xdf\xbf", 2, 0x7ff},
	{"\xe0\xa0\x80", 3, 0x800},
	{"\xed\x9f\xbf", 3, 0xd7ff},
	{"\xee\x80\x80", 3, 0xe000},
	{"\xef\xbf\xbf", 3, 0xffff},
	{"\xf0\x90\x80\x80", 4, 0x10000},
	{"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
};
/* clang-format on */

START_TEST(a_character_is_taken_whole)
{
	uint32_t rune = 0;
	struct text text = base_text_of(characters[_i].bytes);

	ck_assert_uint_eq(base_text_step(text.data, text.len, &rune),
		characters[_i].width);
	ck_assert_uint_eq(rune, characters[_i].rune);
	ck_assert_uint_eq(base_text_step(text.data, text.len, NULL),
		characters[_i].width);
	ck_assert(base_text_is_utf8(text));
}
END_TEST

static const char *const broken[] = {
	"\x80",
	"\xbf",
	"\xff",
	"\xfe",
	"\xc0\xaf",
	"\xc0\x80",
	"\xc1\xbf", /* overlong */
	"\xe0\x80\xaf",
	"\xe0\x9f\xbf",
	"\xf0\x80\x80\xaf",
	"\xf0\x8f\xbf\xbf",
	"\xed\xa0\x80",
	"\xed\xbf\xbf", /* surrogates */
	"\xf4\x90\x80\x80",
	"\xf5\x80\x80\x80",
	"\xf7\xbf\xbf\xbf",
	"\xf8\x88\x80\x80\x80",
	"\xfc\x84\x80\x80\x80\x80",
	"\xc3",
	"\xe2\x82",
	"\xf0\x9f\x98", /* cut short */
	"\xc3(",
	"\xe2(\xac",
	"\xe2\x82(",
	"\xf0\x9f\x98(",
};

START_TEST(bytes_that_are_no_character_are_refused)
{
	struct text text = base_text_of(broken[_i]);
	uint32_t rune = 99;

	ck_assert_uint_eq(base_text_step(text.data, text.len, &rune), 0);
	ck_assert_uint_eq(rune, 99);
	ck_assert(!base_text_is_utf8(text));
}
END_TEST

START_TEST(a_character_ends_with_the_text)
{
	const char *bytes = characters[_i].bytes;
	size_t len;

	/* The rest of its bytes follow, but are not ours. */
	for (len = 0; len < characters[_i].width; len++)
		ck_assert_uint_eq(base_text_step(bytes, len, NULL), 0);
}
END_TEST

START_TEST(one_broken_character_spoils_the_text)
{
	ck_assert(base_text_is_utf8(base_text_of("caf\xc3\xa9 ok")));
	ck_assert(!base_text_is_utf8(
		base_text_of("caf\xc3\xa9 \xed\xa0\x80 ok")));
	ck_assert(!base_text_is_utf8(base_text_of("cut short \xc3")));
}
END_TEST

START_TEST(nothing_is_utf8_but_no_character)
{
	ck_assert(base_text_is_utf8((struct text){0}));
	ck_assert_uint_eq(base_text_step("a", 0, NULL), 0);
}
END_TEST

START_TEST(characters_are_counted_not_bytes)
{
	ck_assert_uint_eq(base_text_count((struct text){0}), 0);
	ck_assert_uint_eq(base_text_count(base_text_of("abc")), 3);
	ck_assert_uint_eq(base_text_count(base_text_of(
				  "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")),
		4);
}
END_TEST

START_TEST(texts_are_equal_when_their_bytes_are)
{
	struct text abc = base_text_of("abc"), none = {0};

	ck_assert(base_text_equal(abc, (struct text){"abcd", 3}));
	ck_assert(!base_text_equal(abc, base_text_of("abd")));
	ck_assert(!base_text_equal(abc, base_text_of("ab")));
	ck_assert(base_text_is(abc, "abc"));
	ck_assert(!base_text_is(abc, "abcd"));
	ck_assert(base_text_is(base_text_of(""), ""));
	ck_assert(!base_text_is(none, ""));
	ck_assert(!base_text_equal(none, none));
}
END_TEST

START_TEST(secrets_are_compared_to_the_last_byte)
{
	struct text abc = base_text_of("abc"), none = {0};

	ck_assert(base_text_equal_secret(abc, (struct text){"abcd", 3}));
	ck_assert(!base_text_equal_secret(abc, base_text_of("abd")));
	ck_assert(!base_text_equal_secret(abc, base_text_of("Abc")));
	ck_assert(!base_text_equal_secret(abc, base_text_of("ab")));
	ck_assert(!base_text_equal_secret(abc, base_text_of("abcd")));
	ck_assert(base_text_equal_secret(base_text_of(""), base_text_of("")));
	/* Whole words, and what is after them. */
	ck_assert(base_text_equal_secret(base_text_of("sixteen letters."),
		base_text_of("sixteen letters.")));
	ck_assert(!base_text_equal_secret(base_text_of("sixteen letters."),
		base_text_of("sixteen letterz.")));
	ck_assert(!base_text_equal_secret(base_text_of("sixteen letters and"),
		base_text_of("sixteen letters anz")));
	ck_assert(!base_text_equal_secret(abc, none));
	ck_assert(!base_text_equal_secret(none, none));
}
END_TEST

START_TEST(blanks_at_both_ends_are_trimmed)
{
	assert_text(base_text_trim(base_text_of("a b")), "a b");
	assert_text(base_text_trim(base_text_of(" \t a\t b \t")), "a\t b");
	assert_text(base_text_trim(base_text_of(" \t ")), "");
	assert_text(base_text_trim(base_text_of("\na\n")), "\na\n");
	assert_text(base_text_trim((struct text){" a x", 3}), "a");
	ck_assert_ptr_null(base_text_trim((struct text){0}).data);
	/* A zero byte is no blank. */
	ck_assert_uint_eq(base_text_trim((struct text){"a\0", 2}).len, 2);
	ck_assert_uint_eq(base_text_trim((struct text){"\0a", 2}).len, 2);
}
END_TEST

START_TEST(the_text_of_no_string_is_absent)
{
	ck_assert_ptr_null(base_text_of(NULL).data);
	ck_assert_uint_eq(base_text_of(NULL).len, 0);
}
END_TEST

/* First and last of each range of White_Space, and their neighbors. */
static const uint32_t spaces[] = {0x09, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000,
	0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
static const uint32_t others[] = {0, 0x08, 0x0e, 0x1f, 0x21, 0x84, 0x86, 0x9f,
	0xa1, 0x167f, 0x1681, 0x180e, 0x1fff, 0x200b, 0x2027, 0x202a, 0x202e,
	0x2030, 0x205e, 0x2060, 0x2fff, 0x3001, 0xfeff};

START_TEST(white_space_is_what_unicode_says)
{
	size_t i;

	for (i = 0; i < COUNT(spaces); i++)
		ck_assert_msg(base_text_is_space(spaces[i]), "%x", spaces[i]);
	for (i = 0; i < COUNT(others); i++)
		ck_assert_msg(!base_text_is_space(others[i]), "%x", others[i]);
}
END_TEST

START_TEST(a_text_of_white_space_is_blank)
{
	ck_assert(base_text_is_blank(base_text_of("")));
	ck_assert(base_text_is_blank(base_text_of(" \t\xc2\xa0\xe3\x80\x80")));
	ck_assert(!base_text_is_blank(base_text_of("  \xe2\x80\x8b ")));
	ck_assert(!base_text_is_blank(base_text_of("  x")));
	ck_assert(!base_text_is_blank(base_text_of("\xff")));
}
END_TEST

Suite *
base_text_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_character_is_taken_whole, characters),
		EACH(bytes_that_are_no_character_are_refused, broken),
		EACH(a_character_ends_with_the_text, characters),
		ONCE(one_broken_character_spoils_the_text),
		ONCE(nothing_is_utf8_but_no_character),
		ONCE(characters_are_counted_not_bytes),
		ONCE(texts_are_equal_when_their_bytes_are),
		ONCE(secrets_are_compared_to_the_last_byte),
		ONCE(blanks_at_both_ends_are_trimmed),
		ONCE(the_text_of_no_string_is_absent),
		ONCE(white_space_is_what_unicode_says),
		ONCE(a_text_of_white_space_is_blank),
	};

	return suite_of("base_text", tests, COUNT(tests));
}
