/* http_etag.c: tags of bytes, and lists of them. */
#include "http/etag.h"

#include "http/response.h"
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
	/* As web servers name what they compress. */
	{"\"abc-gzip\"", true}, {"W/\"abc-br\"", true}, {"\"abc;gzip\"", true},
	{"\"abc--gzip\"", true}, {"\"x\", \"abc-zstd\"", true},
	{"\"abc-deflate\"", true}, {"\"abc-bzip2\"", true},
	{"\"abcgzip\"", false}, {"\"abc-gzip2\"", false}, {"\"abc-\"", false},
	{"\"-gzip\"", false}, {"\"gzip\"", false}, {"\"abc-gzip-gzip\"", false},
	{"\"abc-GZIP\"", false}, {"\"abc---gzip\"", false},
};
/* clang-format on */

START_TEST(a_tag_is_found_in_a_list_weak_or_not)
{
	ck_assert_msg(http_etag_is_known(base_text_of(lists[_i].list),
			      "\"abc\"") == lists[_i].known,
		"%s", lists[_i].list);
}
END_TEST

/* clang-format off */
static const struct {
	const char *tag;
	bool is_ours;
} tags[] = {
	{"\"0123456789abcdef\"", true}, {"\"0123456789abcdef-gzip\"", true},
	{"W/\"0123456789abcdef\"", false}, {"\"0123456789ABCDEF\"", false},
	{"\"0123456789abcde\"", false}, {"\"0123456789abcdef0\"", false},
	{"\"0123456789abcdeg\"", false}, {"\"\"", false},
};
/* clang-format on */

START_TEST(a_strong_tag_of_ours_is_a_number)
{
	const char *rest = tags[_i].tag;
	struct http_etag tag;
	uint64_t number;

	ck_assert_int_eq(http_etag_take(&rest, &tag), ETAG_FOUND);
	ck_assert_int_eq(http_etag_read(&tag, &number), tags[_i].is_ours);
	if (tags[_i].is_ours)
		ck_assert(number == UINT64_C(0x0123456789abcdef));
	ck_assert_int_eq(http_etag_take(&rest, &tag), ETAG_NONE);
}
END_TEST

START_TEST(an_answer_that_the_client_has_is_304_with_its_tag)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	base_buffer_puts(&res.body, "{}");
	http_etag_answer(&res, "\"a\"", base_text_of(_i ? "\"a\"" : NULL));
	http_response_write(&res, false, &out);
	if (_i)
		assert_buffer(&out, "Status: 304\r\nETag: \"a\"\r\n\r\n");
	else
		assert_buffer(&out,
			"Status: 200\r\nContent-Type: application/json\r\n"
			"Content-Length: 2\r\nETag: \"a\"\r\n\r\n{}");
	base_buffer_clear(&out);
	http_response_clear(&res);
}
END_TEST

Suite *
http_etag_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(other_bytes_have_another_tag),
		EACH(a_tag_is_found_in_a_list_weak_or_not, lists),
		EACH(a_strong_tag_of_ours_is_a_number, tags),
		{an_answer_that_the_client_has_is_304_with_its_tag, 2},
	};

	return suite_of("http_etag", tests, COUNT(tests));
}
