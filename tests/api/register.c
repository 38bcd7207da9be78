/* register.c: new users, and what their emails and passwords may be. */
#include "race.h"
#include "refusal.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define REGISTER "/auth/register"

START_TEST(a_registration_answers_with_the_account)
{
	struct answer answer;
	char email[64];

	person_email(email);
	answer = post(
		REGISTER, "{'email':'%s','password':'%s'}", email, PASSWORD);
	ck_assert_int_eq(answer.status, 201);
	ck_assert_int_eq(json_object_object_length(answer.json), 3);
	ck_assert_str_eq(client_member(&answer, "email"), email);
	ck_assert_str_eq(client_member(&answer, "id"),
		psql("SELECT id FROM users WHERE email = '%s'", email));
	ck_assert_str_eq(client_member(&answer, "created_at"),
		psql("SELECT to_char(created_at AT TIME ZONE 'UTC',"
		     " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
		     " FROM users WHERE email = '%s'",
			email));
	client_clear(&answer);
}
END_TEST

START_TEST(a_new_account_is_active_has_no_login_and_is_no_admin)
{
	struct answer answer;
	char email[64];

	person_email(email);
	answer = post(REGISTER,
		"{'is_admin':true,'is_active':false,"
		"'last_login_at':'2026-01-01T00:00:00Z','unknown':[{}],"
		"'email':'%s','password':'%s'}",
		email, PASSWORD);
	expect_status(answer, 201);
	ck_assert_str_eq(psql("SELECT concat_ws(' ', is_active, is_admin,"
			      " last_login_at IS NULL, updated_at = created_at,"
			      " created_at BETWEEN now() - interval '1 minute'"
			      " AND now() + interval '1 minute')"
			      " FROM users WHERE email = '%s'",
				 email),
		"t f t t t");
}
END_TEST

START_TEST(a_password_is_stored_as_a_salted_bcrypt_hash)
{
	char emails[2][64], hash[64];
	size_t i;

	for (i = 0; i < 2; i++) {
		person_email(emails[i]);
		expect_status(post(REGISTER, "{'email':'%s','password':'%s'}",
				      emails[i], PASSWORD),
			201);
	}
	snprintf(hash, sizeof(hash), "%s",
		psql("SELECT password_hash"
		     " FROM users WHERE email = '%s'",
			emails[0]));
	ck_assert_uint_eq(strlen(hash), 60);
	ck_assert_mem_eq(
		hash, client_is(&client_process) ? "$2b$04$" : "$2b$10$", 7);
	ck_assert_str_ne(hash,
		psql("SELECT password_hash"
		     " FROM users WHERE email = '%s'",
			emails[1]));
}
END_TEST

START_TEST(a_refused_registration_leaves_the_account_as_it_is)
{
	struct person person = person_register();

	expect_error(post(REGISTER,
			     "{'email':'%s',"
			     "'password':'Another-1x'}",
			     person.email),
		"VALIDATION_003");
	expect_error(post_login(person.email, "Another-1x", NULL), "AUTH_001");
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	expect_status(get_todos(person.access), 200);
}
END_TEST

#define THIRTY_FOUR(x)                                                         \
	x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x

/* 72 bytes: at the limit, in one-byte and in two-byte characters. */
#define LONGEST "Aa1!" THIRTY_FOUR("xy")
#define LONGEST_WIDE "Aa1!" THIRTY_FOUR("\xc3\xa9")

START_TEST(a_password_at_the_limits_is_taken_and_then_logs_in)
{
	static const char *const passwords[] = {
		"Abcdef1!",
		"Aa1\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
		"Aa1 \xf0\x9f\x98\x80 xy",
		"Aa1\xe4\xb8\xad"
		"bcde",
		"  Aa1! \t  ",
		"A1bcdef\\\"",
		"Aa1{\\u00e9}xyz",
		LONGEST,
		LONGEST_WIDE,
	};
	char email[64], json[256];
	size_t i, n;
	const char *c;

	for (i = 0; i < sizeof(passwords) / sizeof(passwords[0]); i++) {
		person_email(email);
		/* A tab is the one character here that JSON must escape. */
		for (c = passwords[i], n = 0; *c; c++)
			n += (size_t)snprintf(json + n, sizeof(json) - n,
				*c == '\t' ? "\\t" : "%c", *c);
		expect_status(post(REGISTER,
				      "{'email':'%s',"
				      "'password':'%s'}",
				      email, json),
			201);
		expect_status(post_login(email, json, NULL), 200);
	}
}
END_TEST

START_TEST(bytes_after_the_72nd_are_never_just_cut_off)
{
	char email[64];

	person_email(email);
	expect_status(post(REGISTER, "{'email':'%s','password':'%s'}", email,
			      LONGEST),
		201);
	expect_error(post_login(email, LONGEST "z", NULL), "AUTH_001");
	expect_error(
		post_login(email, "Aa1!" THIRTY_FOUR("x"), NULL), "AUTH_001");
	expect_status(post_login(email, LONGEST, NULL), 200);
}
END_TEST

#define NO_PASSWORD(text, code)                                                \
	{                                                                      \
		"{'password':" text ",'email':'" FRESH "'}", code, "password"  \
	}
#define WEAK(text) NO_PASSWORD(text, "VALIDATION_002")

START_TEST(a_password_that_is_missing_or_weak_is_refused)
{
	static const struct refusal rows[] = {
		{"{'email':'" FRESH "'}", "VALIDATION_004", "password"},
		NO_PASSWORD("null", "VALIDATION_004"),
		WEAK("12345678"),
		WEAK("true"),
		WEAK("['" PASSWORD "']"),
		WEAK("{}"),
		WEAK("''"),
		WEAK("'Abcde1!'"),
		/* Seven characters, though more bytes than eight. */
		WEAK("'Aa1\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9'"),
		WEAK("'Aa1\xf0\x9f\x98\x80\xf0\x9f\x98\x80'"),
		WEAK("'abcdefg1!'"),
		WEAK("'ABCDEFG1!'"),
		WEAK("'Abcdefgh!'"),
		WEAK("'Abcdefg1'"),
		/* A blank is not special; letters and digits are ASCII's. */
		WEAK("'Abcdef 1'"),
		WEAK("'Abcdef\\t1'"),
		WEAK("'\xc3\x84"
		     "bcdef1!'"),
		WEAK("'ABCDEF\xc3\xa4"
		     "1!'"),
		WEAK("'Abcdef\xd9\xa1!'"),
		WEAK("'        '"),
		WEAK("'" LONGEST "x'"),
		WEAK("'" LONGEST_WIDE "x'"),
		WEAK("'" LONGEST LONGEST LONGEST LONGEST LONGEST LONGEST LONGEST
				LONGEST "'"),
	};

	expect_refusals(rows, sizeof(rows) / sizeof(rows[0]));
}
END_TEST

START_TEST(of_two_bad_fields_the_email_is_named)
{
	/* clang-format off */
	static const struct refusal rows[] = {
		{"{'password':'weak','email':'bad'}",
		 "VALIDATION_001", "email"},
		{"{'password':null,'email':null}", "VALIDATION_001", "email"},
		{"{'password':7}", "VALIDATION_001", "email"},
	};
	/* clang-format on */

	expect_refusals(rows, sizeof(rows) / sizeof(rows[0]));
}
END_TEST

START_TEST(a_body_that_is_no_json_object_is_malformed)
{
	/* U+0000 is refused as syntax, before any field is looked at. */
	static const char *const bodies[] = {
		"",
		"[]",
		"'a'",
		"{'email':'a@example.com'",
		"{} x",
		"{'email':'a@example.com','password':'Abcdef1!\\u0000'}",
		"{'email':'a\\u0000@example.com','password':'Abcdef1!'}",
		"{'password':'Abcdef1!','password':'Abcdef1!'}",
	};
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		expect_error(
			post(REGISTER, "%s", quoted(bodies[i])), "REQUEST_001");
}
END_TEST

START_TEST(of_twenty_registrations_at_once_one_wins)
{
	char email[64], body[256];
	const struct ask ask = {
		.method = "POST", .target = REGISTER, .body = body};
	struct race race;

	person_email(email);
	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}", email,
		PASSWORD);
	race = race_send(&ask, 20);
	ck_assert_uint_eq(race_count(&race, ""), 1);
	ck_assert_uint_eq(race_count(&race, "VALIDATION_003"), 19);
}
END_TEST

Suite *
api_suite_register(void)
{
	Suite *suite = suite_create("register");
	TCase *tests = tcase_create("register");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_registration_answers_with_the_account);
	tcase_add_test(
		tests, a_new_account_is_active_has_no_login_and_is_no_admin);
	tcase_add_test(tests, a_password_is_stored_as_a_salted_bcrypt_hash);
	tcase_add_test(
		tests, a_refused_registration_leaves_the_account_as_it_is);
	tcase_add_test(
		tests, a_password_at_the_limits_is_taken_and_then_logs_in);
	tcase_add_test(tests, bytes_after_the_72nd_are_never_just_cut_off);
	tcase_add_test(tests, a_password_that_is_missing_or_weak_is_refused);
	tcase_add_test(tests, of_two_bad_fields_the_email_is_named);
	tcase_add_test(tests, a_body_that_is_no_json_object_is_malformed);
	/* The library in this process answers one request at a time. */
	if (!client_is(&client_process))
		tcase_add_test(tests, of_twenty_registrations_at_once_one_wins);
	suite_add_tcase(suite, tests);
	return suite;
}
