/* api_todo_token.c: a place in a user's changes as text, and no other text. */
#include "api/todo_token.h"

#include "unit/suites.h"

static const struct id user = {{1, 2, 3}}, other = {{1, 2, 4}};

static const int64_t places[] = {0, 1, 255, INT64_C(1) << 40, INT64_MAX};

START_TEST(a_token_is_read_by_its_user_and_no_other)
{
	char text[TODO_TOKEN_MAX];
	struct text token = api_todo_token_write(places[_i], &user, text);
	int64_t place;

	ck_assert_uint_eq(token.len, TODO_TOKEN_MAX);
	ck_assert(api_todo_token_read(token, &user, &place));
	ck_assert_int_eq(place, places[_i]);
	ck_assert(!api_todo_token_read(token, &other, &place));
}
END_TEST

START_TEST(a_token_that_was_altered_is_none)
{
	static const char letters[] = "Aa0_";
	char text[TODO_TOKEN_MAX], whole[TODO_TOKEN_MAX];
	struct text token = api_todo_token_write(7, &user, text);
	int64_t place;
	size_t i, j;

	memcpy(whole, text, sizeof(whole));
	for (i = 0; i < TODO_TOKEN_MAX; i++) {
		for (j = 0; letters[j]; j++) {
			text[i] = letters[j];
			ck_assert_int_eq(
				api_todo_token_read(token, &user, &place),
				text[i] == whole[i]);
		}
		text[i] = whole[i];
		token.len = i;
		ck_assert(!api_todo_token_read(token, &user, &place));
		token.len = TODO_TOKEN_MAX;
	}
}
END_TEST

START_TEST(a_place_before_the_first_is_none)
{
	char text[TODO_TOKEN_MAX];
	int64_t place;

	ck_assert(!api_todo_token_read(
		api_todo_token_write(-1, &user, text), &user, &place));
}
END_TEST

Suite *
api_todo_token_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_token_is_read_by_its_user_and_no_other, places),
		ONCE(a_token_that_was_altered_is_none),
		ONCE(a_place_before_the_first_is_none),
	};

	return suite_of("api_todo_token", tests, COUNT(tests));
}
