/* quota.c: how many todos and how many sessions a user may have. */
#include "forge.h"
#include "race.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The runner's TODOS_PER_USER and SESSIONS_PER_USER. */
static long
limit_of(const char *setting)
{
	ck_assert_ptr_nonnull(getenv(setting));
	return strtol(getenv(setting), NULL, 10);
}

/* Gives the person all todos that they may have but so many. */
static void
fill(const struct person *person, long but)
{
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 'x', now(), now()"
	     " FROM generate_series(1, %ld - (SELECT count(*) FROM todos"
	     "  WHERE user_id = '%s'))",
		person->id, limit_of("TODOS_PER_USER") - but, person->id);
}

static struct answer
create(const struct person *person)
{
	return person_ask(person, "POST", "/todos", "{'title':'t'}");
}

START_TEST(a_todo_beyond_the_limit_is_refused)
{
	struct person person = person_register(), other = person_register();
	char id[37];

	fill(&person, 2);
	expect_status(create(&person), 201);
	person_add_todo(&person, "the last", id);
	expect_error(create(&person), "LIMIT_001");
	expect_error(create(&person), "LIMIT_001");
	/* What is there may change, and others are not concerned. */
	expect_status(create(&other), 201);
	psql("DELETE FROM todos WHERE id = '%s'", id);
	expect_status(create(&person), 201);
	expect_error(create(&person), "LIMIT_001");
	expect_error(person_ask(&person, "POST", "/todos", "{'title':''}"),
		"VALIDATION_004");
	/* Whose token is revoked is told that. */
	expect_goodbye(post_as(person.access, "/auth/logout", "{}"));
	expect_error(create(&person), "AUTH_004");
}
END_TEST

START_TEST(todos_added_at_once_stay_within_the_limit)
{
	struct person person = person_register();
	const struct ask ask = {.method = "POST",
		.target = "/todos",
		.token = person.access,
		.body = "{'title':'t'}"};
	struct race race;

	fill(&person, 3);
	race = race_send(&ask, 12);
	ck_assert_uint_eq(race_count(&race, ""), 3);
	ck_assert_uint_eq(race_count(&race, "LIMIT_001"), 9);
}
END_TEST

START_TEST(bulks_at_once_stay_within_the_limit)
{
	struct person person = person_register();
	const struct ask ask = {.method = "POST",
		.target = "/todos/bulk",
		.token = person.access,
		.body = "{'operations':[{'op':'create','title':'t'},"
			"{'op':'create','title':'t'}]}"};
	struct race race;

	fill(&person, 3);
	race = race_send(&ask, 6);
	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "LIMIT_001"), 5);
}
END_TEST

START_TEST(a_login_beyond_the_limit_ends_the_oldest_session)
{
	struct person first = person_register(), second, last;
	long limit = limit_of("SESSIONS_PER_USER"), i;

	second = second_session(&first);
	last = second;
	for (i = 2; i < limit; i++)
		last = second_session(&first);
	expect_session(&first, true);
	last = second_session(&last);
	expect_session(&first, false);
	expect_session(&second, true);
	expect_session(&last, true);
	ck_assert_str_eq(psql("SELECT reason FROM token_blacklist WHERE"
			      " token_jti = '%s'",
				 forge_claim(first.refresh, "jti")),
		"session_limit");
	/* What ended in another way does not count. */
	expect_goodbye(post_as(last.access, "/auth/logout", "{}"));
	last = second_session(&second);
	expect_session(&second, true);
	last = second_session(&last);
	expect_session(&second, false);
	expect_session(&last, true);
}
END_TEST

/* As by the clock of another host. */
START_TEST(the_session_that_begins_is_never_the_oldest)
{
	struct person person = person_register(), last = person;
	long limit = limit_of("SESSIONS_PER_USER"), i;

	for (i = 1; i < limit; i++)
		last = second_session(&person);
	psql("UPDATE refresh_tokens SET issued_at = " LATER(
		     "issued_at", "1 h") " WHERE user_id = '%s'",
		person.id);
	last = second_session(&last);
	expect_session(&last, true);
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		getenv("SESSIONS_PER_USER"));
}
END_TEST

Suite *
api_suite_quota(void)
{
	Suite *suite = suite_create("quota");
	TCase *tests = tcase_create("quota");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_todo_beyond_the_limit_is_refused);
	if (!client_is(&client_process)) {
		tcase_add_test(
			tests, todos_added_at_once_stay_within_the_limit);
		tcase_add_test(tests, bulks_at_once_stay_within_the_limit);
	}
	tcase_add_test(tests, a_login_beyond_the_limit_ends_the_oldest_session);
	tcase_add_test(tests, the_session_that_begins_is_never_the_oldest);
	suite_add_tcase(suite, tests);
	return suite;
}
