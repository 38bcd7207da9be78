/* logout.c: a session ends, with all tokens that came from it. */
#include "forge.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define LOGOUT "/auth/logout"

/* Logs out with nothing but the access token. */
static struct answer
log_out(const char *access)
{
	const struct ask ask = {
		.method = "POST", .target = LOGOUT, .token = access};

	return client_send(&ask);
}

START_TEST(a_logout_ends_the_session_and_clears_the_cookie)
{
	struct person person = person_register();

	expect_goodbye(log_out(person.access));
	expect_session(&person, false);
}
END_TEST

START_TEST(the_session_may_be_named_by_body_or_cookie_as_well)
{
	struct person person = person_register();

	expect_goodbye(post_as(person.access, LOGOUT, "{'refresh_token':'%s'}",
		person.refresh));
	expect_session(&person, false);
	person_login(&person, PASSWORD);
	expect_goodbye(
		log_out_by_cookie(person.access, person.refresh, NULL, NULL));
	expect_session(&person, false);
	person_login(&person, PASSWORD);
	expect_goodbye(post_as(person.access, LOGOUT, "{'unknown':1}"));
	expect_session(&person, false);
}
END_TEST

START_TEST(all_access_tokens_of_the_session_die_with_it)
{
	struct person person = person_register(), older = person,
		      newer = person;
	struct answer answer = post_refresh(person.refresh);

	snprintf(newer.access, sizeof(newer.access), "%s",
		client_member(&answer, "access_token"));
	client_clear(&answer);
	expect_session(&newer, true);
	expect_goodbye(log_out(newer.access));
	expect_session(&newer, false);
	expect_session(&older, false);
}
END_TEST

START_TEST(other_sessions_of_the_user_live_on)
{
	struct person person = person_register(),
		      second = second_session(&person);

	expect_goodbye(log_out(person.access));
	expect_session(&person, false);
	expect_session(&second, true);
}
END_TEST

START_TEST(a_second_own_session_named_in_the_body_dies_too)
{
	struct person person = person_register(),
		      second = second_session(&person);

	expect_goodbye(post_as(person.access, LOGOUT, "{'refresh_token':'%s'}",
		second.refresh));
	expect_session(&person, false);
	expect_session(&second, false);
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		"0");
}
END_TEST

START_TEST(the_session_of_a_victim_lives)
{
	struct person victim = person_register(), person = person_register(),
		      second = second_session(&person);

	expect_goodbye(post_as(person.access, LOGOUT, "{'refresh_token':'%s'}",
		victim.refresh));
	expect_session(&person, false);
	expect_session(&victim, true);
	expect_goodbye(
		log_out_by_cookie(second.access, victim.refresh, NULL, NULL));
	expect_session(&second, false);
	expect_session(&victim, true);
	/* A row under another name would keep the victim's own logout out. */
	ck_assert_str_eq(psql("SELECT count(*) FROM token_blacklist"
			      " WHERE token_jti = '%s'",
				 forge_claim(victim.refresh, "jti")),
		"0");
	expect_goodbye(log_out(victim.access));
	expect_session(&victim, false);
}
END_TEST

START_TEST(garbage_in_place_of_a_refresh_token_is_ignored)
{
	static const char *const bodies[] = {
		"{'refresh_token':'garbage'}",
		"{'refresh_token':''}",
		"{'refresh_token':'a.b.c'}",
	};
	struct person person = person_register();
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		expect_goodbye(post_as(
			person.access, LOGOUT, "%s", quoted(bodies[i])));
		expect_session(&person, false);
		person_login(&person, PASSWORD);
	}
	expect_goodbye(post_as(person.access, LOGOUT, "{'refresh_token':'%s'}",
		person.access));
	expect_session(&person, false);
}
END_TEST

START_TEST(an_own_session_named_by_a_spoilt_token_lives)
{
	struct person person = person_register(),
		      second = second_session(&person);
	char forged[FORGED];

	forge_spoil(second.refresh, forged);
	expect_goodbye(post_as(
		person.access, LOGOUT, "{'refresh_token':'%s'}", forged));
	expect_session(&person, false);
	expect_session(&second, true);
	person_login(&person, PASSWORD);
	forge_time(second.refresh, "iat", 120, forged);
	expect_goodbye(post_as(
		person.access, LOGOUT, "{'refresh_token':'%s'}", forged));
	expect_session(&person, false);
	expect_session(&second, true);
}
END_TEST

START_TEST(an_own_session_named_by_an_expired_token_dies)
{
	struct person person = person_register(),
		      second = second_session(&person);
	char forged[FORGED];

	forge_time(second.refresh, "exp", -10, forged);
	expect_goodbye(post_as(
		person.access, LOGOUT, "{'refresh_token':'%s'}", forged));
	expect_session(&second, false);
}
END_TEST

START_TEST(both_tokens_are_blacklisted_and_the_row_is_gone)
{
	struct person person = person_register();
	char access[64], refresh[64], rows[256];

	snprintf(access, sizeof(access), "%s",
		forge_claim(person.access, "jti"));
	snprintf(refresh, sizeof(refresh), "%s",
		forge_claim(person.refresh, "jti"));
	expect_goodbye(log_out(person.access));
	snprintf(rows, sizeof(rows),
		"access logout t %s %ld, "
		"refresh logout t %s t",
		access, forge_number(person.access, "exp"), refresh);
	ck_assert_str_eq(
		psql("SELECT string_agg(concat_ws(' ', token_type,"
		     " reason, abs(extract(epoch FROM now() - revoked_at)) < 60,"
		     " token_jti, CASE token_type WHEN 'access'"
		     " THEN extract(epoch FROM expires_at)::bigint::text"
		     " ELSE left((extract(epoch FROM expires_at) >= %ld)::text, 1) END),"
		     " ', ' ORDER BY token_type)"
		     " FROM token_blacklist WHERE user_id = '%s'",
			forge_number(person.refresh, "exp"), person.id),
		rows);
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		"0");
}
END_TEST

START_TEST(who_logged_out_cannot_log_out_again)
{
	struct person person = person_register(),
		      second = second_session(&person);
	struct answer answer;

	expect_goodbye(log_out(person.access));
	answer = post_as(person.access, LOGOUT, "{'refresh_token':'%s'}",
		second.refresh);
	ck_assert_ptr_null(client_header(&answer, "set-cookie"));
	expect_error(answer, "AUTH_004");
	expect_session(&second, true);
	ck_assert_str_eq(psql("SELECT count(*) FROM token_blacklist"
			      " WHERE user_id = '%s'",
				 person.id),
		"2");
}
END_TEST

START_TEST(a_logout_needs_a_good_access_token)
{
	struct person person = person_register();
	char forged[FORGED];

	expect_error(log_out(NULL), "AUTH_005");
	expect_error(log_out_by_cookie(NULL, person.refresh, NULL, NULL),
		"AUTH_005");
	expect_error(log_out(person.refresh), "AUTH_005");
	forge_spoil(person.access, forged);
	expect_error(log_out(forged), "AUTH_006");
	forge_time(person.access, "exp", -10, forged);
	expect_error(log_out(forged), "AUTH_002");
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_error(log_out(person.access), "AUTH_007");
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_session(&person, true);
	psql("DELETE FROM users WHERE id = '%s'", person.id);
	expect_error(log_out(person.access), "AUTH_007");
}
END_TEST

START_TEST(a_broken_body_ends_nothing)
{
	struct person person = person_register();

	expect_error(post_as(person.access, LOGOUT, "{"), "REQUEST_001");
	expect_error(post_as("x", LOGOUT, "{"), "AUTH_005");
	expect_session(&person, true);
}
END_TEST

/* Over HTTP the twenty requests meet all the workers of the pool. */
START_TEST(every_worker_knows_of_a_logout_at_once)
{
	struct person person = person_register();
	size_t i;

	for (i = 0; i < 20; i++)
		expect_status(get_todos(person.access), 200);
	expect_goodbye(log_out(person.access));
	for (i = 0; i < 20; i++)
		expect_error(get_todos(person.access), "AUTH_004");
}
END_TEST

Suite *
api_suite_logout(void)
{
	Suite *suite = suite_create("logout");
	TCase *tests = tcase_create("logout");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_logout_ends_the_session_and_clears_the_cookie);
	tcase_add_test(
		tests, the_session_may_be_named_by_body_or_cookie_as_well);
	tcase_add_test(tests, all_access_tokens_of_the_session_die_with_it);
	tcase_add_test(tests, other_sessions_of_the_user_live_on);
	tcase_add_test(tests, a_second_own_session_named_in_the_body_dies_too);
	tcase_add_test(tests, the_session_of_a_victim_lives);
	tcase_add_test(tests, garbage_in_place_of_a_refresh_token_is_ignored);
	tcase_add_test(tests, an_own_session_named_by_a_spoilt_token_lives);
	tcase_add_test(tests, an_own_session_named_by_an_expired_token_dies);
	tcase_add_test(tests, both_tokens_are_blacklisted_and_the_row_is_gone);
	tcase_add_test(tests, who_logged_out_cannot_log_out_again);
	tcase_add_test(tests, a_logout_needs_a_good_access_token);
	tcase_add_test(tests, a_broken_body_ends_nothing);
	tcase_add_test(tests, every_worker_knows_of_a_logout_at_once);
	suite_add_tcase(suite, tests);
	return suite;
}
