/* http_query.c: parameters of a query string, with their escapes. */
#include "http/query.h"

#include "unit/suites.h"

#include <string.h>

/* clang-format off */
static const struct {
	const char *query;
	enum http_query result;
	const char *value; /* where given */
} queries[] = {
	{"p=1", QUERY_GIVEN, "1"},
	{"a=0&p=1&b=2", QUERY_GIVEN, "1"},
	{"&&p=1&", QUERY_GIVEN, "1"},
	{"p=a=b", QUERY_GIVEN, "a=b"},
	{"p=a+b%20c", QUERY_GIVEN, "a b c"},
	{"p=%c3%A9%2b%26", QUERY_GIVEN, "\xc3\xa9+&"},
	{"%70=1", QUERY_GIVEN, "1"},
	{"p=1&p2=2&P=3", QUERY_GIVEN, "1"},
	{"%zz=5&p=1", QUERY_GIVEN, "1"},
	{NULL, QUERY_ABSENT, NULL},
	{"", QUERY_ABSENT, NULL},
	{"&", QUERY_ABSENT, NULL},
	{"a=p", QUERY_ABSENT, NULL},
	{"P=1", QUERY_ABSENT, NULL},
	{"pp=1", QUERY_ABSENT, NULL},
	{"+p=1", QUERY_ABSENT, NULL},
	{"p%00=1", QUERY_ABSENT, NULL},
	{"p", QUERY_EMPTY, NULL},
	{"p=", QUERY_EMPTY, NULL},
	{"a=1&p=&b=1", QUERY_EMPTY, NULL},
	{"p&a=1", QUERY_EMPTY, NULL},
	{"p=1&p=1", QUERY_REPEATED, NULL},
	{"p=1&a=2&%70=3", QUERY_REPEATED, NULL},
	{"p=&p=1", QUERY_REPEATED, NULL},
	{"p=%zz&p=1", QUERY_REPEATED, NULL},
	{"p=%", QUERY_BAD, NULL},
	{"p=%4", QUERY_BAD, NULL},
	{"p=1%4", QUERY_BAD, NULL},
	{"p=%4g", QUERY_BAD, NULL},
	{"p=%g4", QUERY_BAD, NULL},
	{"p=%%41", QUERY_BAD, NULL},
	{"p=%00", QUERY_BAD, NULL},
	{"p=1%00", QUERY_BAD, NULL},
	{"p=%4&a=1", QUERY_BAD, NULL},
};
/* clang-format on */

START_TEST(a_parameter_is_found_by_its_decoded_name)
{
	char value[QUERY_VALUE_MAX];

	/* What stood there before must not be taken for a value. */
	memset(value, 'x', sizeof(value));
	ck_assert_int_eq(
		http_query_find(base_text_of(queries[_i].query), "p", value),
		queries[_i].result);
	ck_assert_str_eq(value, queries[_i].value ? queries[_i].value : "");
}
END_TEST

START_TEST(a_value_has_at_most_1535_bytes)
{
	char query[2 + QUERY_VALUE_MAX] = "p=", value[QUERY_VALUE_MAX];

	memset(query + 2, 'x', QUERY_VALUE_MAX);
	ck_assert_int_eq(
		http_query_find((struct text){query, 2 + 1535}, "p", value),
		QUERY_GIVEN);
	ck_assert_uint_eq(strlen(value), 1535);
	ck_assert_int_eq(
		http_query_find((struct text){query, 2 + 1536}, "p", value),
		QUERY_BAD);
	ck_assert_str_eq(value, "");
}
END_TEST

START_TEST(an_escape_counts_as_one_byte_of_the_value)
{
	char query[2 + 3 * 1535] = "p=", value[QUERY_VALUE_MAX];
	size_t i;

	for (i = 0; i < 1535; i++)
		memcpy(query + 2 + 3 * i, "%41", 3);
	ck_assert_int_eq(http_query_find((struct text){query, sizeof(query)},
				 "p", value),
		QUERY_GIVEN);
	ck_assert_uint_eq(strspn(value, "A"), 1535);
}
END_TEST

START_TEST(a_name_too_long_to_be_ours_is_passed_over)
{
	char query[QUERY_VALUE_MAX + 44], value[QUERY_VALUE_MAX];

	memset(query, 'p', sizeof(query));
	memcpy(query + sizeof(query) - 4, "&p=1", 4);
	ck_assert_int_eq(http_query_find((struct text){query, sizeof(query)},
				 "p", value),
		QUERY_GIVEN);
	ck_assert_str_eq(value, "1");
}
END_TEST

START_TEST(the_names_of_a_query_come_one_after_another)
{
	struct text query = base_text_of("a=1&&b%20c&=&%zz=2&a=3&");
	static const char *const names[] = {"a", "b c", "%zz", "a"};
	char name[QUERY_VALUE_MAX];
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		ck_assert(http_query_next(&query, name));
		ck_assert_str_eq(name, names[i]);
	}
	ck_assert(!http_query_next(&query, name));
	query = (struct text){0};
	ck_assert(!http_query_next(&query, name));
}
END_TEST

Suite *
http_query_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_parameter_is_found_by_its_decoded_name, queries),
		ONCE(a_value_has_at_most_1535_bytes),
		ONCE(an_escape_counts_as_one_byte_of_the_value),
		ONCE(a_name_too_long_to_be_ours_is_passed_over),
		ONCE(the_names_of_a_query_come_one_after_another),
	};

	return suite_of("http_query", tests, COUNT(tests));
}
