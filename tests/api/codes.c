/* codes.c: one-time codes register users where nobody else may, and reset passwords. */
#include "process.h"
#include "race.h"
#include "sample.h"
#include "scrape.h"
#include "session.h"
#include "suites.h"

#include "auth/code.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define RESET "/auth/reset-password"
#define NEW_PASSWORD "Another-1x"

/* Makes an invitation as todo-admin does, for an email, or "null"; its code. */
static const char *
invite(const char *email, const char *life)
{
	static char text[CODE_TEXT];
	struct id id = base_id_new();
	char name[ID_TEXT];

	ck_assert(auth_code_new(CODE_INVITATION, &id, text) == OK);
	base_id_format(&id, name);
	psql("INSERT INTO invitations VALUES ('%s', sha256('%s'), nullif('%s', 'null'),"
	     " now(), now() + interval '%s')",
		name, text, email, life);
	return text;
}

static struct answer
register_by(const char *email, const char *code)
{
	return post("/auth/register",
		"{'email':'%s','password':'%s','invitation':'%s'}", email,
		PASSWORD, code);
}

static void
close_registration(void)
{
	client_open();
	process_settings.registration = REGISTRATION_CLOSED;
	process_reopen();
}

/* How many users have this email. */
static const char *
users_of(const char *email)
{
	return psql("SELECT count(*) FROM users WHERE email = '%s'", email);
}

START_TEST(while_registration_is_closed_it_takes_an_invitation)
{
	char email[64], other[64];
	const char *code = invite("null", "1 hour");

	person_email(email);
	person_email(other);
	expect_error(post("/auth/register", "{'email':'%s','password':'%s'}",
			     email, PASSWORD),
		"AUTHZ_003");
	expect_error(post("/auth/register",
			     "{'email':'%s','password':'%s','invitation':null}",
			     email, PASSWORD),
		"AUTHZ_003");
	expect_fault(post("/auth/register",
			     "{'email':'%s','password':'%s','invitation':1}",
			     email, PASSWORD),
		"VALIDATION_002", "invitation");
	expect_error(register_by(email, "todo_invite_x"), "AUTHZ_003");
	ck_assert_str_eq(users_of(email), "0");
	expect_status(register_by(email, code), 201);
	expect_status(post_login(email, PASSWORD, NULL), 200);
	/* Once. */
	expect_error(register_by(other, code), "AUTHZ_003");
	ck_assert_str_eq(users_of(other), "0");
}
END_TEST

START_TEST(an_invitation_is_good_for_its_email_and_its_time)
{
	char email[64], other[64], spoiled[CODE_TEXT], *at;
	const char *code;

	person_email(email);
	person_email(other);
	code = invite(email, "-1 second");
	expect_error(register_by(email, code), "AUTHZ_003");
	code = invite(email, "1 hour");
	expect_error(register_by(other, code), "AUTHZ_003");
	snprintf(spoiled, sizeof(spoiled), "%s", code);
	spoiled[60] = spoiled[60] == 'A' ? 'B' : 'A';
	expect_error(register_by(email, spoiled), "AUTHZ_003");
	/* Upper and lower case are the same. */
	for (at = email; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	expect_status(register_by(email, code), 201);
}
END_TEST

START_TEST(an_invitation_that_registered_nobody_stays_good)
{
	struct person person = person_new();
	const char *code = invite("null", "1 hour");
	char email[64];

	expect_fault(
		register_by(person.email, code), "VALIDATION_003", "email");
	person_email(email);
	expect_status(register_by(email, code), 201);
}
END_TEST

START_TEST(while_registration_is_open_invitations_are_ignored)
{
	char email[64];

	person_email(email);
	expect_status(register_by(email, "whatever"), 201);
}
END_TEST

static struct answer
reset(const char *code, const char *password)
{
	return post(
		RESET, "{'token':'%s','new_password':'%s'}", code, password);
}

START_TEST(a_code_resets_the_password_once_and_ends_all_sessions)
{
	struct person person = person_register(),
		      second = second_session(&person);
	const char *code = person_allow_reset(&person, "1 hour");
	struct answer answer;

	/* What is refused leaves it as good as it was. */
	expect_fault(reset(code, "weak"), "VALIDATION_002", "new_password");
	answer = reset(code, NEW_PASSWORD);
	ck_assert_msg(answer.status == 200, "%s", answer.body.data);
	ck_assert_str_eq(client_member(&answer, "message"),
		"Password reset successfully");
	client_clear(&answer);
	expect_session(&person, false);
	expect_session(&second, false);
	expect_fault(reset(code, "Third-pass-1x"), "VALIDATION_010", "token");
	expect_error(post_login(person.email, PASSWORD, NULL), "AUTH_001");
	person_login(&person, NEW_PASSWORD);
	expect_session(&person, true);
}
END_TEST

START_TEST(a_code_that_is_not_good_resets_nothing)
{
	/* clang-format off */
	static const struct {
		const char *body, *code, *field;
	} rows[] = {
		{"{}", "VALIDATION_004", "token"},
		{"{'token':'x'}", "VALIDATION_004", "new_password"},
		{"{'token':1,'new_password':'" NEW_PASSWORD "'}", "VALIDATION_002", "token"},
		{"{'token':'x','new_password':'" NEW_PASSWORD "'}", "VALIDATION_010", "token"},
		{"{'token':'','new_password':'weak'}", "VALIDATION_010", "token"},
	};
	/* clang-format on */
	struct person person = person_new(), other = person_new();
	char code[CODE_TEXT];
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		expect_fault(post(RESET, "%s", quoted(rows[i].body)),
			rows[i].code, rows[i].field);
	snprintf(code, sizeof(code), "%s",
		person_allow_reset(&person, "-1 second"));
	expect_fault(reset(code, NEW_PASSWORD), "VALIDATION_010", "token");
	snprintf(
		code, sizeof(code), "%s", person_allow_reset(&other, "1 hour"));
	psql("UPDATE users SET is_active = false WHERE id = '%s'", other.id);
	expect_fault(reset(code, NEW_PASSWORD), "VALIDATION_010", "token");
	expect_session(&person, true);
}
END_TEST

START_TEST(the_last_code_is_the_one_that_counts)
{
	struct person person = person_new();
	char first[CODE_TEXT];

	snprintf(first, sizeof(first), "%s",
		person_allow_reset(&person, "1 hour"));
	person_allow_reset(&person, "1 hour");
	expect_fault(reset(first, NEW_PASSWORD), "VALIDATION_010", "token");
}
END_TEST

START_TEST(wrong_codes_count_as_wrong_passwords)
{
	struct person person = person_register();
	int i;

	for (i = 0; i < 5; i++)
		expect_fault(
			reset("x", NEW_PASSWORD), "VALIDATION_010", "token");
	expect_error(reset("x", NEW_PASSWORD), "RATE_001");
	expect_error(post_login(person.email, PASSWORD, NULL), "RATE_001");
}
END_TEST

static void
expect_event(const char *event)
{
	expect_grown(1, "auth_events_total{event='%s'}", event);
	scrape_mark();
}

START_TEST(resets_and_wrong_passwords_that_are_asked_for_are_counted)
{
	struct person person = person_register();

	scrape_mark();
	expect_error(reset("x", NEW_PASSWORD), "VALIDATION_010");
	expect_event("password_change_failed");
	expect_error(person_ask(&person, "DELETE", "/auth/me",
			     "{'password':'Wrong-1x'}"),
		"VALIDATION_007");
	expect_event("login_failed");
	expect_error(person_ask(&person, "POST", "/auth/tokens",
			     "{'name':'a','access':'read',"
			     "'password':'Wrong-1x'}"),
		"VALIDATION_007");
	expect_event("login_failed");
	expect_status(
		person_ask(&person, "POST", "/auth/tokens",
			"{'name':'a','access':'read','password':'" PASSWORD
			"'}"),
		201);
	expect_grown(0, "auth_events_total{event='login_failed'}");
	scrape_mark();
	expect_status(
		reset(person_allow_reset(&person, "1 hour"), NEW_PASSWORD),
		200);
	expect_event("password_change");
	scrape_forget();
}
END_TEST

START_TEST(of_two_resets_at_once_one_counts)
{
	struct person person = person_new();
	char body[256];
	const struct ask ask = {
		.method = "POST", .target = RESET, .body = body};
	struct race race;

	snprintf(body, sizeof(body), "{'token':'%s','new_password':'%s'}",
		person_allow_reset(&person, "1 hour"), NEW_PASSWORD);
	race = race_send(&ask, 3);
	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "VALIDATION_010"), 2);
}
END_TEST

Suite *
api_suite_codes(void)
{
	Suite *suite = suite_create("codes");
	TCase *tests = tcase_create("codes"), *closed;

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, while_registration_is_open_invitations_are_ignored);
	tcase_add_test(
		tests, a_code_resets_the_password_once_and_ends_all_sessions);
	tcase_add_test(tests, a_code_that_is_not_good_resets_nothing);
	tcase_add_test(tests, the_last_code_is_the_one_that_counts);
	tcase_add_test(tests, wrong_codes_count_as_wrong_passwords);
	tcase_add_test(tests,
		resets_and_wrong_passwords_that_are_asked_for_are_counted);
	/* The library in this process answers one request at a time. */
	if (!client_is(&client_process))
		tcase_add_test(tests, of_two_resets_at_once_one_counts);
	suite_add_tcase(suite, tests);
	/* The rest changes settings, which only this process can. */
	if (!client_is(&client_process))
		return suite;
	closed = tcase_create("closed");
	tcase_add_checked_fixture(closed, close_registration, client_close);
	tcase_add_test(
		closed, while_registration_is_closed_it_takes_an_invitation);
	tcase_add_test(
		closed, an_invitation_is_good_for_its_email_and_its_time);
	tcase_add_test(closed, an_invitation_that_registered_nobody_stays_good);
	suite_add_tcase(suite, closed);
	return suite;
}
