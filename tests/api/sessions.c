/* sessions.c: people see their sessions, and end one or all of them. */
#include "forge.h"
#include "race.h"
#include "sample.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define SESSIONS "/auth/sessions"
#define LOGOUT_ALL "/auth/logout-all"

/* The id of a person's session. Static. */
static const char *
id_of(const struct person *person)
{
	return psql("SELECT id FROM refresh_tokens WHERE token_jti = '%s'",
		forge_claim(person->refresh, "jti"));
}

static const char *
path_of(const char *id)
{
	static char path[128];

	snprintf(path, sizeof(path), SESSIONS "/%s", id);
	return path;
}

/* Ends a session by its id. */
static struct answer
end(const struct person *person, const char *id)
{
	return person_ask(person, "DELETE", path_of(id), NULL);
}

/* The items of the person's list, of which there are count. */
static struct json_object *
list(const struct person *person, size_t count, struct answer *answer)
{
	struct json_object *items;

	*answer = person_ask(person, "GET", SESSIONS, NULL);
	ck_assert_msg(answer->status == 200, "%s", answer->body.data);
	ck_assert_int_eq(json_object_object_length(answer->json), 1);
	items = json_object_object_get(answer->json, "items");
	ck_assert_uint_eq(json_object_array_length(items), count);
	return items;
}

static void
expect_count(const struct person *person, size_t count)
{
	struct answer answer;

	list(person, count, &answer);
	client_clear(&answer);
}

START_TEST(the_list_shows_living_sessions_newest_first)
{
	struct person person = person_register(),
		      second = second_session(&person);
	struct json_object *items, *item;
	struct answer answer;
	size_t i;

	psql("UPDATE refresh_tokens SET issued_at = " LATER(
		     "issued_at", "-1 h") " WHERE token_jti = '%s'",
		forge_claim(person.refresh, "jti"));
	items = list(&person, 2, &answer);
	for (i = 0; i < 2; i++) {
		item = json_object_array_get_idx(items, i);
		ck_assert_int_eq(json_object_object_length(item), 5);
		ck_assert_str_eq(sample_member(item, "id"),
			id_of(i == 0 ? &second : &person));
		ck_assert(sample_fits(
			SAMPLE_TIME, sample_member(item, "issued_at")));
		ck_assert(sample_fits(
			SAMPLE_TIME, sample_member(item, "expires_at")));
		ck_assert_str_eq(
			sample_member(item, "ip_address"), client_address());
		ck_assert_str_eq(sample_member(item, "current"),
			i == 0 ? "false" : "true");
	}
	/* Who knows a jti knows no token, but need not know it either. */
	ck_assert_ptr_null(
		strstr(answer.body.data, forge_claim(second.refresh, "jti")));
	ck_assert_str_eq(client_header(&answer, "cache-control"), "no-store");
	client_clear(&answer);
	answer = person_ask(&person, "HEAD", SESSIONS, NULL);
	ck_assert_uint_eq(answer.body.len, 0);
	expect_status(answer, 200);
}
END_TEST

START_TEST(a_session_that_ended_is_listed_no_more)
{
	struct person person = person_register(),
		      second = second_session(&person);

	expect_count(&person, 2);
	expect_goodbye(post_as(second.access, "/auth/logout", "{}"));
	expect_count(&person, 1);
	second = second_session(&person);
	psql("UPDATE refresh_tokens SET expires_at = now() WHERE token_jti = '%s'",
		forge_claim(second.refresh, "jti"));
	expect_count(&person, 1);
	expect_error(end(&person, id_of(&second)), "RESOURCE_003");
	expect_status(
		post_as(person.access, "/auth/change-password",
			"{'current_password':'%s','new_password':'New-%s'}",
			PASSWORD, PASSWORD),
		200);
	/* All refresh tokens are revoked then, this session's own as well. */
	expect_count(&person, 0);
}
END_TEST

START_TEST(a_session_ends_by_its_id_and_no_other_does)
{
	struct person person = person_register(),
		      second = second_session(&person),
		      third = second_session(&person);
	struct answer answer;
	char id[37];

	snprintf(id, sizeof(id), "%s", id_of(&second));
	answer = end(&person, id);
	ck_assert_uint_eq(answer.body.len, 0);
	ck_assert_ptr_null(client_header(&answer, "content-type"));
	expect_status(answer, 204);
	expect_session(&second, false);
	expect_session(&person, true);
	expect_session(&third, true);
	expect_error(end(&person, id), "RESOURCE_003");
	expect_error(end(&second, id), "AUTH_004");
	/* One may leave by this way, too. */
	expect_status(end(&person, id_of(&person)), 204);
	expect_session(&person, false);
	expect_session(&third, true);
}
END_TEST

START_TEST(what_is_not_ones_own_session_is_not_found)
{
	static const char *const ids[] = {
		"0badc0de-0000-4000-8000-000000000000",
		"no-id",
		"%7B%7D",
		"00000000-0000-0000-0000-000000000000",
	};
	struct person person = person_register(), victim = person_register();
	size_t i;

	for (i = 0; i < COUNT(ids); i++)
		expect_error(end(&person, ids[i]), "RESOURCE_003");
	expect_error(end(&person, id_of(&victim)), "RESOURCE_003");
	expect_error(end(&person, person.id), "RESOURCE_003");
	expect_session(&victim, true);
	expect_session(&person, true);
	expect_count(&person, 1);
}
END_TEST

START_TEST(all_sessions_end_with_this_one)
{
	/* None of them is looked at. */
	static const char *const bodies[] = {
		NULL, "{", "{'refresh_token':null}"};
	struct person person, second, other = person_register();

	person = person_register();
	second = second_session(&person);
	expect_farewell(person_ask(&person, "POST", LOGOUT_ALL, bodies[_i]),
		"All sessions ended");
	expect_session(&person, false);
	expect_session(&second, false);
	expect_session(&other, true);
	expect_unauthorized(
		post_as(person.access, LOGOUT_ALL, "{}"), "AUTH_004", true);
	person_login(&person, PASSWORD);
	expect_session(&person, true);
	expect_count(&person, 1);
}
END_TEST

START_TEST(without_a_token_nothing_ends)
{
	const struct ask asks[] = {{.target = SESSIONS},
		{.method = "DELETE", .target = SESSIONS "/x"},
		{.method = "POST", .target = LOGOUT_ALL}};
	struct person person = person_register();

	expect_unauthorized(client_send(&asks[_i]), "AUTH_005", false);
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_error(
		person_ask(&person, asks[_i].method ? asks[_i].method : "GET",
			asks[_i].target, NULL),
		"AUTH_007");
}
END_TEST

START_TEST(each_session_ends_once)
{
	struct person person = person_register(),
		      second = second_session(&person);
	struct ask ask = {.method = "DELETE",
		.token = person.access,
		.target = path_of(id_of(&second))};
	struct race race = race_send(&ask, 8);

	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "RESOURCE_003"), 7);
	expect_session(&person, true);
	ask.method = "POST";
	ask.target = LOGOUT_ALL;
	race = race_send(&ask, 8);
	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "AUTH_004"), 7);
}
END_TEST

Suite *
api_suite_sessions(void)
{
	Suite *suite = suite_create("sessions");
	TCase *tests = tcase_create("sessions");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, the_list_shows_living_sessions_newest_first);
	tcase_add_test(tests, a_session_that_ended_is_listed_no_more);
	tcase_add_test(tests, a_session_ends_by_its_id_and_no_other_does);
	tcase_add_test(tests, what_is_not_ones_own_session_is_not_found);
	tcase_add_loop_test(tests, all_sessions_end_with_this_one, 0, 3);
	tcase_add_loop_test(tests, without_a_token_nothing_ends, 0, 3);
	if (!client_is(&client_process))
		tcase_add_test(tests, each_session_ends_once);
	suite_add_tcase(suite, tests);
	return suite;
}
