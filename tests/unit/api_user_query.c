/* api_user_query.c: the query of the list of users. */
#include "api/user_query.h"

#include "unit/suites.h"

#include <stdio.h>

/* clang-format off */
static const struct {
	const char *query;
	int skip, limit;
	const char *email; /* NULL: absent */
} good[] = {
	{NULL, 0, 20, NULL},
	{"", 0, 20, NULL},
	{"skip=7&limit=100", 7, 100, NULL},
	{"email=a", 0, 20, "a"},
	{"email=A%2Bb%40c.d&limit=1", 0, 1, "A+b@c.d"},
	{"email=%25_", 0, 20, "%_"},
	{"is_active=x&sort_by=", 0, 20, NULL},
};
/* clang-format on */

START_TEST(each_parameter_is_read)
{
	char email[QUERY_VALUE_MAX];
	struct user_query query;
	struct fault fault;

	assert_error(api_user_query_read(base_text_of(good[_i].query), &query,
			     email, &fault),
		OK);
	ck_assert_int_eq(query.skip, good[_i].skip);
	ck_assert_int_eq(query.limit, good[_i].limit);
	if (good[_i].email)
		assert_text(query.email, good[_i].email);
	else
		ck_assert_ptr_null(query.email.data);
}
END_TEST

/* clang-format off */
static const struct {
	const char *query, *field;
} bad[] = {
	{"skip=-1", "skip"}, {"skip=", "skip"}, {"skip=x&limit=0", "skip"},
	{"limit=0&email=", "limit"}, {"limit=101", "limit"},
	{"limit=1&limit=1", "limit"}, {"email=", "email"}, {"email", "email"},
	{"email=a&email=a", "email"}, {"email=caf%C3%A9", "email"},
	{"email=%FF", "email"}, {"email=a%00", "email"}, {"email=%zz", "email"},
};
/* clang-format on */

START_TEST(the_first_bad_parameter_is_blamed)
{
	char email[QUERY_VALUE_MAX];
	struct fault fault = {0};
	struct user_query query;

	assert_error(api_user_query_read(base_text_of(bad[_i].query), &query,
			     email, &fault),
		VALIDATION_002);
	ck_assert_str_eq(fault.field, bad[_i].field);
	ck_assert_ptr_nonnull(fault.expected);
}
END_TEST

START_TEST(an_email_is_at_most_as_long_as_addresses_are)
{
	static const int lengths[] = {254, 255, 256, 1535, 1536, 1600};
	char text[1700], email[QUERY_VALUE_MAX];
	struct user_query query;
	struct fault fault;
	size_t i;
	int len;

	for (i = 0; i < COUNT(lengths); i++) {
		len = lengths[i];
		snprintf(text, sizeof(text), "email=%0*d", len, 0);
		assert_error(api_user_query_read(
				     base_text_of(text), &query, email, &fault),
			len == 254 ? OK : VALIDATION_002);
	}
}
END_TEST

Suite *
api_user_query_suite(void)
{
	const struct suite_test tests[] = {
		EACH(each_parameter_is_read, good),
		EACH(the_first_bad_parameter_is_blamed, bad),
		ONCE(an_email_is_at_most_as_long_as_addresses_are),
	};

	return suite_of("api_user_query", tests, COUNT(tests));
}
