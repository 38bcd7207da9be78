/* json_strings.c: settings that are lists of strings. */
#include "json/strings.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <string.h>

START_TEST(a_list_is_copied)
{
	struct json_strings list;

	ck_assert(json_strings_read(" [\"a\", \"b\\u00e9\", \"\"] ", &list));
	ck_assert_uint_eq(list.count, 3);
	ck_assert_str_eq(list.items[0], "a");
	ck_assert_str_eq(list.items[1], "b\xc3\xa9");
	ck_assert_str_eq(list.items[2], "");
	json_strings_clear(&list);
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(an_empty_list_has_no_strings)
{
	struct json_strings list = {.count = 7};

	ck_assert(json_strings_read("[]", &list));
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

static const char *const no_lists[] = {
	"",
	" ",
	"{}",
	"5",
	"\"a\"",
	"null",
	"a,b",
	"[",
	"[\"a\"",
	"[\"a\",5]",
	"[null]",
	"[[\"a\"]]",
	"[true]",
	"[\"a\",]",
	"[\"a\"] x",
	"[\"a\"][\"b\"]",
	"['a']",
	"[\"\\u0000\"]",
	"[\"a\\u0000b\"]",
	"[\"\xff\"]",
};

START_TEST(anything_else_is_no_list)
{
	struct json_strings list = {.count = 7};

	ck_assert_msg(
		!json_strings_read(no_lists[_i], &list), "%s", no_lists[_i]);
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(a_list_has_at_most_32_strings)
{
	char text[256] = "[\"a\"";
	struct json_strings list;
	size_t i;

	for (i = 1; i < JSON_STRINGS_MAX; i++)
		memcpy(text + 4 * i, ",\"a\"", 4);
	memcpy(text + 4 * i, "]", 2);
	ck_assert(json_strings_read(text, &list));
	ck_assert_uint_eq(list.count, 32);
	json_strings_clear(&list);
	memcpy(text + 4 * i, ",\"a\"]", 6);
	ck_assert(!json_strings_read(text, &list));
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(a_list_without_memory_is_refused)
{
	struct json_strings list;
	bool read;

	if (_i < 2)
		fail_nth(FAIL_strdup, _i + 1);
	else
		fail_nth(FAIL_json_tokener_new_ex, 1);
	read = json_strings_read("[\"a\",\"b\"]", &list);
	ck_assert(fail_happened());
	ck_assert(!read);
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

Suite *
json_strings_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_list_is_copied),
		ONCE(an_empty_list_has_no_strings),
		EACH(anything_else_is_no_list, no_lists),
		ONCE(a_list_has_at_most_32_strings),
		{a_list_without_memory_is_refused, 3},
	};

	return suite_of("json_strings", tests, COUNT(tests));
}
