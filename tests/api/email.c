/* email.c: which emails are taken, and which are the same. */
#include "forge.h"
#include "refusal.h"
#include "suites.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define REGISTER "/auth/register"

/* A local part of this length that nobody has: a UUID and a filling. */
static void
fresh_local(size_t len, char local[80])
{
	char email[64];

	person_email(email);
	memset(local, 'a', len);
	memcpy(local, email, 36);
	local[len] = '\0';
}

START_TEST(an_email_of_an_odd_but_valid_form_is_taken)
{
	/* What comes before and after a local part that is new. */
	static const char *const rows[][2] = {
		{"first.last+tag.", "@sub.example.co"},
		{"!#$%&'*+-/=?^_`{|}~.", "@example.com"},
		{"o'brien", "@9gag.x1"},
		{"A", "@Example.COM"},
		{"-", "@a-b--c.d"},
		{"x.y.z", "@a.b.c.d.e.f"},
	};
	char local[80], email[160];
	struct answer answer;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fresh_local(36, local);
		snprintf(email, sizeof(email), "%s%s%s", rows[i][0], local,
			rows[i][1]);
		answer = post(REGISTER, "{'email':'%s','password':'%s'}", email,
			PASSWORD);
		ck_assert_msg(answer.status == 201, "%s", email);
		ck_assert_str_eq(client_member(&answer, "email"), email);
		client_clear(&answer);
	}
}
END_TEST

START_TEST(an_email_has_254_characters_and_a_local_part_of_64_at_most)
{
	/* The lengths of the local part and of the last label. */
	/* clang-format off */
	static const struct {
		size_t local, label;
		int status;
	} rows[] = {{64, 61, 201}, {64, 62, 422}, {63, 62, 201}, {63, 63, 422},
		{64, 3, 201}, {65, 3, 422}};
	char local[80], label[64], body[512];
	size_t i;

	memset(label, 'b', sizeof(label));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fresh_local(rows[i].local, local);
		snprintf(body, sizeof(body), "{'email':'%s@%.63s.%.63s.%.*s',"
			"'password':'%s'}", local, label, label,
			(int)rows[i].label, label, PASSWORD);
		if (rows[i].status == 201)
			expect_status(post(REGISTER, "%s", quoted(body)), 201);
		else
			expect_fault(post(REGISTER, "%s", quoted(body)),
				"VALIDATION_001", "email");
	}
}
END_TEST

#define NO_EMAIL(text) \
	{"{'email':" text ",'password':'" PASSWORD "'}", \
	 "VALIDATION_001", "email"}

START_TEST(an_email_that_is_missing_or_invalid_is_refused)
{
	static const struct refusal rows[] = {
		{"{'password':'" PASSWORD "'}", "VALIDATION_001", "email"},
		{"{}", "VALIDATION_001", "email"},
		NO_EMAIL("null"), NO_EMAIL("12"), NO_EMAIL("true"),
		NO_EMAIL("['" FRESH "']"), NO_EMAIL("{}"), NO_EMAIL("''"),
		NO_EMAIL("'plain'"), NO_EMAIL("'example.com'"),
		NO_EMAIL("'@'"), NO_EMAIL("'@example.com'"),
		NO_EMAIL("'local@'"), NO_EMAIL("'a@" FRESH "'"),
		NO_EMAIL("'" FRESH "@example.com'"), NO_EMAIL("'a@@example.com'"),
		NO_EMAIL("'a@example'"), NO_EMAIL("'a@.example.com'"),
		NO_EMAIL("'a@example..com'"), NO_EMAIL("'" FRESH ".'"),
		NO_EMAIL("'a@.'"), NO_EMAIL("'a@exa mple.com'"),
		NO_EMAIL("'a@exa_mple.com'"), NO_EMAIL("'a@[127.0.0.1]'"),
		NO_EMAIL("'." FRESH "'"), NO_EMAIL("'a.@example.com'"),
		NO_EMAIL("'a..b@example.com'"), NO_EMAIL("'a b@example.com'"),
		NO_EMAIL("'a\\tb@example.com'"), NO_EMAIL("'a\\nb@example.com'"),
		NO_EMAIL("' " FRESH "'"), NO_EMAIL("'" FRESH " '"),
		NO_EMAIL("'" FRESH "\\n'"), NO_EMAIL("'\xc3\xa4" FRESH "'"),
		NO_EMAIL("'a@ex\xc3\xa4mple.com'"),
		NO_EMAIL("'a@example.\xe4\xb8\xad\xe5\x9b\xbd'"),
		NO_EMAIL("'\xef\xbc\xa1" FRESH "'"),
	};
	/* clang-format on */

	expect_refusals(rows, sizeof(rows) / sizeof(rows[0]));
}
END_TEST

START_TEST(an_email_is_taken_without_regard_to_case_and_shown_as_typed)
{
	char local[80], email[128];
	struct answer answer;

	fresh_local(36, local);
	snprintf(email, sizeof(email), "Ann.Lee-%s@Example.COM", local);
	answer = post(
		REGISTER, "{'email':'%s','password':'%s'}", email, PASSWORD);
	ck_assert_int_eq(answer.status, 201);
	ck_assert_str_eq(client_member(&answer, "email"), email);
	client_clear(&answer);
	expect_fault(post(REGISTER, "{'email':'%s','password':'%s'}", email,
			     PASSWORD),
		"VALIDATION_003", "email");
	expect_fault(post(REGISTER,
			     "{'email':'aNN.lEE-%s@eXAMPLE.com',"
			     "'password':'Another-1x'}",
			     local),
		"VALIDATION_003", "email");
	ck_assert_str_eq(psql("SELECT string_agg(email, ' ') FROM users"
			      " WHERE lower(email) = lower('%s')",
				 email),
		email);
}
END_TEST

START_TEST(an_email_logs_in_without_regard_to_case)
{
	struct person person = {0};
	struct answer answer;
	char typed[64];
	size_t i;

	person_email(person.email);
	for (i = 0; person.email[i]; i++)
		typed[i] =
			(char)(i % 2 ? person.email[i] :
				       toupper((unsigned char)person.email[i]));
	typed[i] = '\0';
	expect_status(post("/auth/register",
			      "{'email':'%s',"
			      "'password':'%s'}",
			      typed, PASSWORD),
		201);
	answer = post_login(person.email, PASSWORD, NULL);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(
		forge_claim(client_member(&answer, "access_token"), "email"),
		typed);
	client_clear(&answer);
}
END_TEST

START_TEST(a_login_with_a_malformed_email_is_simply_wrong)
{
	static const char *const emails[] = {
		"plain",
		"@",
		"a@b@c.de",
		"\xc3\xa4@example.com",
		" ",
		"%",
		"' OR 1=1 --",
		"a@example.com\\n",
	};
	unsigned int i;

	for (i = 0; i < sizeof(emails) / sizeof(emails[0]); i++)
		expect_error(
			post_login(emails[i], PASSWORD, other_address(i / 4)),
			"AUTH_001");
}
END_TEST

START_TEST(an_email_is_looked_up_as_a_whole)
{
	/* What comes before and after the right email. */
	static const char *const rows[][2] = {
		{" ", ""}, {"", " "}, {"", "."}, {"x", ""}, {"%", ""}};
	struct person person = person_register();
	char email[128];
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(email, sizeof(email), "%s%s%s", rows[i][0],
			person.email, rows[i][1]);
		expect_error(post_login(email, PASSWORD, other_address(i / 4)),
			"AUTH_001");
	}
}
END_TEST

Suite *
api_suite_email(void)
{
	Suite *suite = suite_create("email");
	TCase *tests = tcase_create("email");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, an_email_of_an_odd_but_valid_form_is_taken);
	tcase_add_test(tests,
		an_email_has_254_characters_and_a_local_part_of_64_at_most);
	tcase_add_test(tests, an_email_that_is_missing_or_invalid_is_refused);
	tcase_add_test(tests,
		an_email_is_taken_without_regard_to_case_and_shown_as_typed);
	tcase_add_test(tests, an_email_logs_in_without_regard_to_case);
	tcase_add_test(tests, a_login_with_a_malformed_email_is_simply_wrong);
	tcase_add_test(tests, an_email_is_looked_up_as_a_whole);
	suite_add_tcase(suite, tests);
	return suite;
}
