/* api_token_ends.c: when API tokens count no more. */
#include "post.h"
#include "sample.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

static struct answer
forget(const struct person *person, const char *id)
{
	char target[128];

	snprintf(target, sizeof(target), "/auth/tokens/%s", id);
	return person_ask(person, "DELETE", target, NULL);
}

/* Changes the last character that matters of a token's text. */
static void
spoil(char *text)
{
	char *last = text + strlen(text) - 2;

	*last = *last == 'A' ? 'B' : 'A';
}

START_TEST(an_api_token_is_refused_at_once_when_it_counts_no_more)
{
	struct person person = person_new(), other = person_new();
	struct api_key token = person_make_key(&person, "full"),
		       second = person_make_key(&person, "full"),
		       last = person_make_key(&person, "full"),
		       theirs = person_make_key(&other, "full");

	expect_status(get_todos(token.text), 200);
	expect_error(forget(&other, token.id), "RESOURCE_005");
	expect_error(forget(&person, person.id), "RESOURCE_005");
	expect_status(get_todos(token.text), 200);
	expect_status(forget(&person, token.id), 204);
	expect_unauthorized(get_todos(token.text), "AUTH_004", true);
	expect_error(forget(&person, token.id), "RESOURCE_005");
	psql("UPDATE api_tokens SET expires_at = now() WHERE id = '%s'",
		second.id);
	expect_unauthorized(get_todos(second.text), "AUTH_002", true);
	expect_error(forget(&person, second.id), "RESOURCE_005");
	spoil(theirs.text);
	expect_unauthorized(get_todos(theirs.text), "AUTH_004", true);
	theirs.text[strlen(theirs.text) - 1] = '\0';
	expect_unauthorized(get_todos(theirs.text), "AUTH_005", true);
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_unauthorized(get_todos(last.text), "AUTH_007", true);
	psql("DELETE FROM users WHERE id = '%s'", person.id);
	ck_assert_str_eq(psql("SELECT count(*) FROM api_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		"0");
	expect_error(get_todos(last.text), "AUTH_004");
}
END_TEST

START_TEST(the_end_of_sessions_and_another_password_leave_api_tokens)
{
	struct person person = person_register();
	struct api_key token = person_make_key(&person, "read");
	struct answer answer = post_as(person.access, "/auth/change-password",
		"{'current_password':'" PASSWORD "','new_password':'%s'}",
		"Another-1x");

	expect_status(answer, 200);
	expect_status(get_todos(token.text), 200);
	expect_status(
		person_ask(&person, "POST", "/auth/logout-all", NULL), 200);
	expect_error(get_todos(person.access), "AUTH_004");
	expect_status(get_todos(token.text), 200);
}
END_TEST

/* Asks as an admin for something of a user's. */
static void
ask_admin(const struct person *person, const char *method, const char *rest,
	const char *body)
{
	struct person admin = person_new_admin();
	char target[128];

	snprintf(target, sizeof(target), "/admin/users/%s%s", person->id, rest);
	expect_status(person_ask(&admin, method, target, body), 200);
}

static void
revoke_tokens(const struct person *person)
{
	ask_admin(person, "POST", "/revoke-tokens", NULL);
}

static void
disable_for_a_while(const struct person *person)
{
	ask_admin(person, "PUT", "", "{'is_active':false}");
	ask_admin(person, "PUT", "", "{'is_active':true}");
}

static void
reset_password(const struct person *person)
{
	expect_status(post("/auth/reset-password",
			      "{'token':'%s','new_password':'Another-1x'}",
			      person_allow_reset(person, "1 hour")),
		200);
}

static void (*const ends[])(const struct person *person) = {
	revoke_tokens, disable_for_a_while, reset_password};

START_TEST(what_takes_an_account_out_of_wrong_hands_ends_its_api_tokens)
{
	struct person person = person_new(), other = person_new();
	struct api_key token = person_make_key(&person, "full"),
		       theirs = person_make_key(&other, "full");

	ends[_i](&person);
	expect_unauthorized(get_todos(token.text), "AUTH_004", true);
	expect_status(get_todos(theirs.text), 200);
}
END_TEST

Suite *
api_suite_api_token_ends(void)
{
	Suite *suite = suite_create("api_token_ends");
	TCase *tests = tcase_create("api_token_ends");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, an_api_token_is_refused_at_once_when_it_counts_no_more);
	tcase_add_test(tests,
		the_end_of_sessions_and_another_password_leave_api_tokens);
	tcase_add_loop_test(tests,
		what_takes_an_account_out_of_wrong_hands_ends_its_api_tokens, 0,
		(int)COUNT(ends));
	suite_add_tcase(suite, tests);
	return suite;
}
