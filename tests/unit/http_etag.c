/* http_etag.c: tags of bytes, and lists of them. */
#include "http/etag.h"

#include "unit/suites.h"

START_TEST(other_bytes_have_another_tag)
{
	char tag[ETAG_TEXT], same[ETAG_TEXT], other[ETAG_TEXT];

	http_etag_write(base_text_of("{\"a\":1}"), tag);
	http_etag_write(base_text_of("{\"a\":1}"), same);
	http_etag_write(base_text_of("{\"a\":2}"), other);
	ck_assert_str_eq(tag, same);
	ck_assert_str_ne(tag, other);
	ck_assert_uint_eq(strlen(tag), ETAG_TEXT - 1);
	ck_assert(tag[0] == '"' && tag[ETAG_TEXT - 2] == '"');
}
END_TEST

/* clang-format off */
static const struct {
	const char *list; /* NULL: no header */
	bool known;
} lists[] = {
	{"\"abc\"", true}, {"W/\"abc\"", true}, {"*", true}, {" * ", true},
	{"\"x\", \"abc\"", true}, {"\"x\",W/\"abc\",\"y\"", true},
	{",, \"abc\" ,", true}, {"\"a,b\", \"abc\"", true}, {"\t\"abc\"", true},
	{NULL, false}, {"", false}, {"abc", false}, {"\"ABC\"", false},
	{"\"ab\"", false}, {"\"abcd\"", false}, {"\"\"", false},
	{"\"x\", \"y\"", false}, {"\"abc", false}, {"w/\"abc\"", false},
	{"W/ \"abc\"", false}, {"W/", false}, {"*x", false}, {"* \"abc\"", false},
	{"\"x", false}, {"x\"abc\"", false}, {"\"x\" y \"abc\"", false},
};
/* clang-format on */

START_TEST(a_tag_is_found_in_a_list_weak_or_not)
{
	ck_assert_msg(http_etag_is_known(base_text_of(lists[_i].list),
			      "\"abc\"") == lists[_i].known,
		"%s", lists[_i].list);
}
END_TEST

Suite *
http_etag_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(other_bytes_have_another_tag),
		EACH(a_tag_is_found_in_a_list_weak_or_not, lists),
	};

	return suite_of("http_etag", tests, COUNT(tests));
}
