/* auth_code.c: secrets are random, of one form, and say whose they are. */
#include "auth/code.h"

#include "unit/suites.h"

#include <string.h>

static struct id id = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
static const char *const prefixes[] = {
	[CODE_API_TOKEN] = "todo_pat_",
	[CODE_INVITATION] = "todo_invite_",
	[CODE_RESET] = "todo_reset_",
};

START_TEST(a_secret_is_read_as_it_was_made)
{
	enum auth_code_kind kind = (enum auth_code_kind)_i, other;
	char text[CODE_TEXT];
	struct id read;

	assert_error(auth_code_new(kind, &id, text), OK);
	ck_assert_int_eq(
		strncmp(text, prefixes[kind], strlen(prefixes[kind])), 0);
	ck_assert_uint_eq(strlen(text), strlen(prefixes[kind]) + 64);
	for (other = CODE_API_TOKEN; other <= CODE_RESET; other++)
		ck_assert_int_eq(
			auth_code_read(other, base_text_of(text), &read),
			other == kind);
	ck_assert(auth_code_read(kind, base_text_of(text), &read));
	ck_assert(base_id_equal(&read, &id));
}
END_TEST

START_TEST(no_two_secrets_are_alike)
{
	char one[CODE_TEXT], two[CODE_TEXT];
	size_t i, same = 0;

	assert_error(auth_code_new(CODE_API_TOKEN, &id, one), OK);
	assert_error(auth_code_new(CODE_API_TOKEN, &id, two), OK);
	/* Its id is in the first 22 characters; the rest is random. */
	for (i = 9 + 22; i < 9 + 64; i++)
		same += one[i] == two[i];
	ck_assert_uint_lt(same, 12);
}
END_TEST

START_TEST(any_other_text_is_no_secret)
{
	char text[CODE_TEXT];
	struct text cut;
	struct id read;

	assert_error(auth_code_new(CODE_API_TOKEN, &id, text), OK);
	for (cut = base_text_of(text); cut.len > 0;) {
		cut.len--;
		ck_assert(!auth_code_read(CODE_API_TOKEN, cut, &read));
	}
	ck_assert(!auth_code_read(
		CODE_API_TOKEN, (struct text){text, strlen(text) + 1}, &read));
	text[0] = 'T';
	ck_assert(!auth_code_read(CODE_API_TOKEN, base_text_of(text), &read));
	text[0] = 't';
	text[40] = '+';
	ck_assert(!auth_code_read(CODE_API_TOKEN, base_text_of(text), &read));
	ck_assert(!auth_code_read(CODE_API_TOKEN, (struct text){0}, &read));
}
END_TEST

Suite *
auth_code_suite(void)
{
	const struct suite_test tests[] = {
		{a_secret_is_read_as_it_was_made, 3},
		ONCE(no_two_secrets_are_alike),
		ONCE(any_other_text_is_no_secret),
	};

	return suite_of("auth_code", tests, COUNT(tests));
}
