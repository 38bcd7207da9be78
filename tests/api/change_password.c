/* change_password.c: a new password, and what it does to sessions. */
#include "forge.h"
#include "race.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define CHANGE "/auth/change-password"
#define NEW_PASSWORD "Another-1x"

static struct answer
change(const struct person *person, const char *current, const char *new)
{
	return post_as(person->access, CHANGE,
		"{'current_password':'%s',"
		"'new_password':'%s'}",
		current, new);
}

/* Expects that the password's hash is still this one, and the session alive. */
static void
expect_unchanged(const struct person *person, const char *hash)
{
	ck_assert_str_eq(psql("SELECT password_hash FROM users WHERE id = '%s'",
				 person->id),
		hash);
	expect_session(person, true);
}

START_TEST(a_change_is_confirmed_and_the_new_password_logs_in)
{
	struct person person = person_register();
	struct answer answer = change(&person, PASSWORD, NEW_PASSWORD);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(json_object_object_length(answer.json), 1);
	ck_assert_str_eq(client_member(&answer, "message"),
		"Password changed successfully");
	client_clear(&answer);
	expect_error(post_login(person.email, PASSWORD, NULL), "AUTH_001");
	person_login(&person, NEW_PASSWORD);
	expect_session(&person, true);
	ck_assert_str_eq(
		psql("SELECT concat_ws(' ', updated_at > created_at,"
		     " left(password_hash, 4)) FROM users WHERE id = '%s'",
			person.id),
		"t $2b$");
}
END_TEST

START_TEST(unknown_fields_are_ignored)
{
	struct person person = person_register();

	expect_status(post_as(person.access, CHANGE,
			      "{'x':[],"
			      "'new_password':'%s','current_password':'%s',"
			      "'email':'x@example.com'}",
			      NEW_PASSWORD, PASSWORD),
		200);
	ck_assert_str_eq(
		psql("SELECT email FROM users WHERE id = '%s'", person.id),
		person.email);
}
END_TEST

START_TEST(errors_come_in_order_missing_wrong_weak_same)
{
	/* clang-format off */
	static const struct {
		const char *body, *code, *field;
	} rows[] = {
		{"{}", "VALIDATION_004", "current_password"},
		{"{'new_password':'" NEW_PASSWORD "'}",
		 "VALIDATION_004", "current_password"},
		{"{'new_password':'weak','current_password':null}",
		 "VALIDATION_004", "current_password"},
		{"{'current_password':'" PASSWORD "'}",
		 "VALIDATION_004", "new_password"},
		{"{'current_password':'Wrong-1x','new_password':null}",
		 "VALIDATION_004", "new_password"},
		{"{'current_password':12,'new_password':'weak'}",
		 "VALIDATION_002", "current_password"},
		{"{'current_password':'Wrong-1x','new_password':'weak'}",
		 "VALIDATION_007", "current_password"},
		{"{'current_password':'Wrong-1x','new_password':12}",
		 "VALIDATION_007", "current_password"},
		{"{'current_password':'Wrong-1x',"
		 "'new_password':'Wrong-1x'}",
		 "VALIDATION_007", "current_password"},
		/* Empty is a wrong one too, and the last that is not limited. */
		{"{'current_password':'','new_password':'" NEW_PASSWORD "'}",
		 "VALIDATION_007", "current_password"},
		{"{'current_password':'" PASSWORD "','new_password':''}",
		 "VALIDATION_002", "new_password"},
		{"{'current_password':'" PASSWORD "','new_password':12}",
		 "VALIDATION_002", "new_password"},
		{"{'current_password':'" PASSWORD "',"
		 "'new_password':'Abcdef 1'}",
		 "VALIDATION_002", "new_password"},
		{"{'current_password':'" PASSWORD "',"
		 "'new_password':'" PASSWORD "'}",
		 "VALIDATION_008", "new_password"},
	};
	/* clang-format on */
	struct person person = person_register();
	char hash[64];
	size_t i;

	snprintf(hash, sizeof(hash), "%s",
		psql("SELECT password_hash"
		     " FROM users WHERE id = '%s'",
			person.id));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_fault(post_as(person.access, CHANGE, "%s",
				     quoted(rows[i].body)),
			rows[i].code, rows[i].field);
	expect_unchanged(&person, hash);
}
END_TEST

START_TEST(a_new_password_has_72_bytes_at_most)
{
	static const char longest[] =
		"Aa1!5678901234567890123456789012345678901"
		"2345678901234567890123456789012";
	struct person person = person_register();

	ck_assert_uint_eq(strlen(longest), 72);
	expect_fault(post_as(person.access, CHANGE,
			     "{'current_password':'%s',"
			     "'new_password':'%sx'}",
			     PASSWORD, longest),
		"VALIDATION_002", "new_password");
	expect_status(change(&person, PASSWORD, longest), 200);
	/* One byte more is another password, though bcrypt would not see it. */
	expect_error(post_as(person.access, CHANGE,
			     "{'current_password':"
			     "'%sx','new_password':'%s'}",
			     longest, NEW_PASSWORD),
		"VALIDATION_007");
	expect_status(change(&person, longest, NEW_PASSWORD), 200);
}
END_TEST

START_TEST(the_callers_access_tokens_survive_and_its_refresh_token_does_not)
{
	struct person person = person_register(), newer = person;
	struct answer answer = post_refresh(person.refresh);

	snprintf(newer.access, sizeof(newer.access), "%s",
		client_member(&answer, "access_token"));
	client_clear(&answer);
	expect_status(change(&person, PASSWORD, NEW_PASSWORD), 200);
	expect_status(get_todos(person.access), 200);
	expect_status(get_todos(newer.access), 200);
	expect_error(post_refresh(person.refresh), "AUTH_004");
	expect_error(refresh_by_cookie(person.refresh, NULL, NULL), "AUTH_004");
	/* The session can still end, and change the password again. */
	expect_status(change(&newer, NEW_PASSWORD, PASSWORD), 200);
	expect_goodbye(post_as(person.access, "/auth/logout", "{}"));
	expect_error(get_todos(newer.access), "AUTH_004");
}
END_TEST

START_TEST(other_sessions_end_at_once_however_young_their_tokens)
{
	struct person person = person_register(),
		      second = second_session(&person),
		      third = second_session(&person),
		      stranger = person_register();
	struct answer answer = post_refresh(third.refresh);
	char younger[FORGED];

	snprintf(third.access, sizeof(third.access), "%s",
		client_member(&answer, "access_token"));
	client_clear(&answer);
	/* Issued in the second of the change, or even after it. */
	forge_time(second.access, "iat", 2, younger);
	expect_status(get_todos(younger), 200);
	expect_status(change(&person, PASSWORD, NEW_PASSWORD), 200);
	expect_session(&second, false);
	expect_session(&third, false);
	expect_error(get_todos(younger), "AUTH_004");
	expect_session(&stranger, true);
	/* While a session that begins in this second is good. */
	person_login(&person, NEW_PASSWORD);
	expect_session(&person, true);
}
END_TEST

START_TEST(all_rows_are_revoked_and_other_sessions_blacklisted)
{
	struct person person = person_register(),
		      second = second_session(&person);
	char expected[256];

	expect_status(change(&person, PASSWORD, NEW_PASSWORD), 200);
	ck_assert_str_eq(
		psql("SELECT concat_ws(' ', count(*), count(revoked_at),"
		     " bool_and(abs(extract(epoch FROM now() - revoked_at)) < 60))"
		     " FROM refresh_tokens WHERE user_id = '%s'",
			person.id),
		"2 2 t");
	snprintf(expected, sizeof(expected), "refresh password_change %s t",
		forge_claim(second.refresh, "jti"));
	ck_assert_str_eq(
		psql("SELECT string_agg(concat_ws(' ', token_type,"
		     " reason, token_jti, extract(epoch FROM expires_at) >= %ld), ',')"
		     " FROM token_blacklist WHERE user_id = '%s'",
			forge_number(second.refresh, "exp"), person.id),
		expected);
}
END_TEST

START_TEST(a_change_needs_a_good_access_token)
{
	struct person person = person_register(),
		      second = second_session(&person);
	char hash[64], forged[FORGED];
	struct person nobody = {.access = "x"};

	snprintf(hash, sizeof(hash), "%s",
		psql("SELECT password_hash"
		     " FROM users WHERE id = '%s'",
			person.id));
	expect_unauthorized(post(CHANGE,
				    "{'current_password':'%s',"
				    "'new_password':'%s'}",
				    PASSWORD, NEW_PASSWORD),
		"AUTH_005", false);
	expect_unauthorized(
		change(&nobody, PASSWORD, NEW_PASSWORD), "AUTH_005", true);
	forge_time(person.access, "exp", -1, forged);
	expect_unauthorized(post_as(forged, CHANGE,
				    "{'current_password':'%s',"
				    "'new_password':'%s'}",
				    PASSWORD, NEW_PASSWORD),
		"AUTH_002", true);
	expect_goodbye(post_as(second.access, "/auth/logout", "{}"));
	expect_unauthorized(
		change(&second, PASSWORD, NEW_PASSWORD), "AUTH_004", true);
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_unauthorized(
		change(&person, PASSWORD, NEW_PASSWORD), "AUTH_007", true);
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_unchanged(&person, hash);
	psql("DELETE FROM users WHERE id = '%s'", person.id);
	expect_unauthorized(
		change(&person, PASSWORD, NEW_PASSWORD), "AUTH_007", true);
}
END_TEST

START_TEST(a_body_that_is_no_json_object_is_malformed)
{
	static const char *const bodies[] = {"", "[]", "{",
		"{'current_password':'" PASSWORD "',"
		"'new_password':'" NEW_PASSWORD "\\u0000'}"};
	struct person person = person_register();
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		expect_error(
			post_as(person.access, CHANGE, "%s", quoted(bodies[i])),
			"REQUEST_001");
}
END_TEST

/* The session's own token dies in no case, so the loser's answer is told. */
START_TEST(of_two_changes_at_once_one_wins)
{
	struct person person = person_register(),
		      second = second_session(&person);
	char body[256];
	const struct ask ask = {.method = "POST",
		.target = CHANGE,
		.token = person.access,
		.body = body};
	struct race race;

	snprintf(body, sizeof(body),
		"{'current_password':'%s',"
		"'new_password':'%s'}",
		PASSWORD, NEW_PASSWORD);
	race = race_send(&ask, 2);
	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "VALIDATION_007"), 1);
	expect_session(&second, false);
	person_login(&person, NEW_PASSWORD);
	expect_session(&person, true);
}
END_TEST

Suite *
api_suite_change_password(void)
{
	Suite *suite = suite_create("change_password");
	TCase *tests = tcase_create("change_password");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, a_change_is_confirmed_and_the_new_password_logs_in);
	tcase_add_test(tests, unknown_fields_are_ignored);
	tcase_add_test(tests, errors_come_in_order_missing_wrong_weak_same);
	tcase_add_test(tests, a_new_password_has_72_bytes_at_most);
	tcase_add_test(tests,
		the_callers_access_tokens_survive_and_its_refresh_token_does_not);
	tcase_add_test(
		tests, other_sessions_end_at_once_however_young_their_tokens);
	tcase_add_test(
		tests, all_rows_are_revoked_and_other_sessions_blacklisted);
	tcase_add_test(tests, a_change_needs_a_good_access_token);
	tcase_add_test(tests, a_body_that_is_no_json_object_is_malformed);
	/* The library in this process answers one request at a time. */
	if (!client_is(&client_process))
		tcase_add_test(tests, of_two_changes_at_once_one_wins);
	suite_add_tcase(suite, tests);
	return suite;
}
