/* rotation.c: each refresh token is exchanged for the next; one that comes back late ends the session. */
#include "forge.h"
#include "race.h"
#include "scrape.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tokens of a session from the login's on, each exchanged for the next. */
struct chain {
	char tokens[20][1024];
};

/* Exchanges a token; the next one, which is a good one of the same life. */
static void
exchange(const char *token, char next[1024])
{
	struct answer answer = post_refresh(token);

	ck_assert_msg(answer.status == 200, "%s", answer.body.data);
	snprintf(next, 1024, "%s", client_member(&answer, "refresh_token"));
	expect_status(get_todos(client_member(&answer, "access_token")), 200);
	client_clear(&answer);
}

static void
rotate(struct chain *chain, const struct person *person, size_t count)
{
	size_t i;

	snprintf(chain->tokens[0], 1024, "%s", person->refresh);
	for (i = 0; i < count; i++)
		exchange(chain->tokens[i], chain->tokens[i + 1]);
}

/* Lets the last use of a token of the person have been so long ago, and those before. */
static void
set_age(const struct person *person, const char *last, const char *before)
{
	psql("UPDATE refresh_tokens SET used_at = ARRAY(SELECT now() - CASE n"
	     " WHEN cardinality(used_at) THEN interval '%s' ELSE interval '%s' END"
	     " FROM generate_series(1, cardinality(used_at)) AS s (n) ORDER BY n)"
	     " WHERE user_id = '%s'",
		last, before, person->id);
}

/* Exchanges a token that has this next one: by its jti, for set_age() has
 * moved the moment at which it was made. */
static void
expect_child(const char *token, const char *next)
{
	char again[1024], jti[128];

	exchange(token, again);
	snprintf(jti, sizeof(jti), "%s", forge_claim(again, "jti"));
	ck_assert_str_eq(jti, forge_claim(next, "jti"));
}

START_TEST(each_token_is_exchanged_for_the_next_of_the_session)
{
	struct person person = person_register();
	struct chain chain;
	char jti[128], first[64];
	size_t i;

	rotate(&chain, &person, 5);
	snprintf(
		first, sizeof(first), "%s", forge_claim(person.refresh, "jti"));
	for (i = 1; i <= 5; i++) {
		snprintf(jti, sizeof(jti), "%s.%zu", first, i);
		ck_assert_str_eq(forge_claim(chain.tokens[i], "jti"), jti);
		ck_assert_str_eq(forge_claim(chain.tokens[i], "sid"), first);
		ck_assert_int_eq(forge_number(chain.tokens[i], "gen"), (long)i);
		ck_assert_str_eq(
			forge_claim(chain.tokens[i], "type"), "refresh");
		ck_assert_str_eq(
			forge_claim(chain.tokens[i], "sub"), person.id);
		/* A session's life counts from its login. */
		ck_assert_int_eq(forge_number(chain.tokens[i], "exp"),
			forge_number(person.refresh, "exp"));
	}
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		"1");
}
END_TEST

START_TEST(the_next_token_comes_as_a_cookie_too)
{
	struct person person = person_register();
	struct answer answer;
	char start[FORGED], *rest;
	long left, end;

	forge_time(person.refresh, "exp", 1000, start);
	end = forge_number(start, "exp");
	answer = refresh_by_cookie(start, NULL, NULL);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(
		forge_number(client_member(&answer, "refresh_token"), "exp"),
		end);
	snprintf(start, sizeof(start), "refresh_token=%s; Max-Age=",
		client_member(&answer, "refresh_token"));
	ck_assert_int_eq(strncmp(client_header(&answer, "set-cookie"), start,
				 strlen(start)),
		0);
	/* No longer than the session. */
	left = strtol(client_header(&answer, "set-cookie") + strlen(start),
		&rest, 10);
	ck_assert_int_le(left, 1000);
	ck_assert_int_ge(left, 990);
	snprintf(start, sizeof(start),
		"; Path=%s/auth; HttpOnly; Secure; SameSite=Strict",
		client_prefix());
	ck_assert_str_eq(rest, start);
	client_clear(&answer);
}
END_TEST

START_TEST(a_token_whose_child_was_never_used_gets_the_same_child)
{
	struct person person = person_register();
	struct chain chain;
	char again[1024];

	rotate(&chain, &person, 1);
	exchange(chain.tokens[0], again);
	ck_assert_str_eq(again, chain.tokens[1]);
	set_age(&person, "6 days", "6 days");
	expect_child(chain.tokens[0], chain.tokens[1]);
	exchange(chain.tokens[1], chain.tokens[2]);
	set_age(&person, "1 hour", "6 days");
	expect_child(chain.tokens[1], chain.tokens[2]);
	expect_child(chain.tokens[1], chain.tokens[2]);
	expect_error(post_refresh(chain.tokens[0]), "AUTH_004");
}
END_TEST

START_TEST(a_token_whose_child_was_just_used_goes_on_as_all_do)
{
	struct person person = person_register();
	struct chain chain;
	size_t i;

	rotate(&chain, &person, 4);
	for (i = 0; i < 4; i++)
		expect_child(chain.tokens[i], chain.tokens[4]);
	set_age(&person, "6 seconds", "6 seconds");
	expect_child(chain.tokens[0], chain.tokens[4]);
	/* Each is as old as the first use of its own child. */
	exchange(chain.tokens[4], chain.tokens[5]);
	set_age(&person, "6 seconds", "12 seconds");
	expect_child(chain.tokens[3], chain.tokens[5]);
	expect_error(post_refresh(chain.tokens[2]), "AUTH_004");
}
END_TEST

/* Whether the log has a warning of the request with this id and all texts. */
static bool
is_warned(const char *request_id, const char *user, const char *session)
{
	FILE *file = fopen(getenv("LOG_FILE"), "r");
	char line[4096];
	bool found = false;

	ck_assert_ptr_nonnull(file);
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, request_id) && strstr(line, user) &&
			strstr(line, session) &&
			strstr(line, "\"level\":\"WARNING\"");
	fclose(file);
	return found;
}

START_TEST(a_token_that_comes_back_late_ends_the_session)
{
	struct person person = person_register(), other = person;
	struct chain chain;
	struct answer answer;
	char session[37];

	person_login(&other, PASSWORD);
	rotate(&chain, &person, 2);
	snprintf(session, sizeof(session), "%s",
		psql("SELECT id FROM refresh_tokens WHERE token_jti = '%s'",
			forge_claim(person.refresh, "jti")));
	set_age(&person, "11 seconds", "11 seconds");
	scrape_mark();
	answer = post_refresh(person.refresh);
	ck_assert(is_warned(
		client_member(&answer, "request_id"), person.id, session));
	expect_unauthorized(answer, "AUTH_004", true);
	expect_grown(1, "auth_events_total{event='session_reused'}");
	ck_assert_str_eq(psql("SELECT reason FROM token_blacklist"
			      " WHERE id = '%s'",
				 session),
		"token_reuse");
	/* With all tokens of it, and no other. */
	expect_error(post_refresh(chain.tokens[2]), "AUTH_004");
	expect_error(post_refresh(person.refresh), "AUTH_004");
	expect_error(get_todos(person.access), "AUTH_004");
	expect_session(&other, true);
	/* It is told once. */
	expect_grown(1, "auth_events_total{event='session_reused'}");
	scrape_forget();
}
END_TEST

START_TEST(a_token_of_long_ago_ends_the_session_however_fast_all_went)
{
	struct person person = person_register();
	struct chain chain;

	rotate(&chain, &person, 18);
	expect_child(chain.tokens[1], chain.tokens[18]);
	expect_error(post_refresh(chain.tokens[0]), "AUTH_004");
	expect_error(post_refresh(chain.tokens[18]), "AUTH_004");
}
END_TEST

/* As after the loss of a database whose standby had not heard of it. */
START_TEST(a_token_that_the_database_has_forgotten_goes_on)
{
	struct person person = person_register();
	struct chain chain;

	rotate(&chain, &person, 3);
	psql("UPDATE refresh_tokens SET generation = NULL, used_at = NULL"
	     " WHERE user_id = '%s'",
		person.id);
	exchange(chain.tokens[3], chain.tokens[4]);
	ck_assert_int_eq(forge_number(chain.tokens[4], "gen"), 4);
	expect_error(post_refresh(chain.tokens[0]), "AUTH_004");
}
END_TEST

START_TEST(a_session_ends_by_whichever_token_of_it_there_is)
{
	struct person person = person_register(),
		      other = second_session(&person);
	struct chain chain;

	rotate(&chain, &other, 2);
	expect_goodbye(post_as(person.access, "/auth/logout",
		"{'refresh_token':'%s'}", chain.tokens[2]));
	expect_session(&person, false);
	expect_session(&other, false);
	expect_error(post_refresh(chain.tokens[2]), "AUTH_004");
	person_login(&person, PASSWORD);
	rotate(&chain, &person, 1);
	psql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	     " 'refresh', now(), 'admin_revoke', now() + interval '1 day')",
		person.id, forge_claim(chain.tokens[1], "jti"));
	expect_error(post_refresh(chain.tokens[1]), "AUTH_004");
	expect_status(post_refresh(person.refresh), 200);
}
END_TEST

START_TEST(a_later_token_is_no_other_sessions_and_no_other_users)
{
	struct person person = person_register(), other = person_register();
	struct chain chain;
	char forged[FORGED], value[64];

	rotate(&chain, &person, 1);
	snprintf(value, sizeof(value), "'%s'",
		forge_claim(other.refresh, "jti"));
	forge_change(chain.tokens[1], "sid", value, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_004", true);
	forge_change(chain.tokens[1], "sid", NULL, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_005", true);
	forge_change(chain.tokens[1], "gen", "'1'", forged);
	expect_unauthorized(post_refresh(forged), "AUTH_005", true);
	forge_change(chain.tokens[1], "iss", "'somebody-else'", forged);
	expect_unauthorized(post_refresh(forged), "AUTH_005", true);
	forge_change(chain.tokens[1], "aud", "'x'", forged);
	expect_unauthorized(post_refresh(forged), "AUTH_005", true);
	forge_change(chain.tokens[1], "iss", NULL, forged);
	expect_status(post_refresh(forged), 200);
	expect_session(&other, true);
}
END_TEST

START_TEST(refreshes_at_once_make_one_child)
{
	struct person person = person_register();
	struct chain chain;
	struct race race;
	char body[1100];
	const struct ask ask = {
		.method = "POST", .target = "/auth/refresh", .body = body};
	size_t i;

	rotate(&chain, &person, 2);
	for (i = 2; i < 4; i++) {
		snprintf(body, sizeof(body), "{'refresh_token':'%s'}",
			chain.tokens[i]);
		race = race_send(&ask, 8);
		ck_assert_uint_eq(race_count(&race, ""), 8);
		exchange(chain.tokens[i], chain.tokens[i + 1]);
		ck_assert_str_eq(
			psql("SELECT generation FROM refresh_tokens"
			     " WHERE user_id = '%s' AND cardinality(used_at)"
			     " = generation + 1",
				person.id),
			i == 2 ? "2" : "3");
	}
}
END_TEST

Suite *
api_suite_rotation(void)
{
	Suite *suite = suite_create("rotation");
	TCase *tests = tcase_create("rotation");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, each_token_is_exchanged_for_the_next_of_the_session);
	tcase_add_test(tests, the_next_token_comes_as_a_cookie_too);
	tcase_add_test(
		tests, a_token_whose_child_was_never_used_gets_the_same_child);
	tcase_add_test(
		tests, a_token_whose_child_was_just_used_goes_on_as_all_do);
	tcase_add_test(tests, a_token_that_comes_back_late_ends_the_session);
	tcase_add_test(tests,
		a_token_of_long_ago_ends_the_session_however_fast_all_went);
	tcase_add_test(tests, a_token_that_the_database_has_forgotten_goes_on);
	tcase_add_test(tests, a_session_ends_by_whichever_token_of_it_there_is);
	tcase_add_test(
		tests, a_later_token_is_no_other_sessions_and_no_other_users);
	/* The library in this process answers one request at a time. */
	if (!client_is(&client_process))
		tcase_add_test(tests, refreshes_at_once_make_one_child);
	suite_add_tcase(suite, tests);
	return suite;
}
