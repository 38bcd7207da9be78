/* password_rule.c: new passwords by PASSWORD_RULE=length. */
#include "client.h"
#include "person.h"
#include "post.h"
#include "process.h"
#include "suites.h"

#include "support/temp.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COMMON "manchesterunited"
#define DEFAULT_LIST "/usr/share/dict/cracklib-small"
#define LONG "twelve or so letters"

static char list[TEMP_PATH];

static void
let_length_count(void)
{
	client_open();
	temp_write("common", COMMON "\n", sizeof(COMMON), list);
	process_settings.password_rule = PASSWORD_LENGTH;
	process_settings.password_common_file = list;
	process_reopen();
}

/* Registers somebody new with this password. */
static struct answer
register_with(const char *password)
{
	char email[64];

	person_email(email);
	return post("/auth/register", "{'email':'%s','password':'%s'}", email,
		password);
}

/* Asserts that the password was refused, and what the client is told. */
static void
expect_rule(struct answer answer, const char *field)
{
	ck_assert_str_eq(client_member(&answer, "details.expected"),
		"12 or more characters, at most 72 bytes; no common password, "
		"even beside digits, no runs such as abcd1234, nothing "
		"repeated");
	expect_fault(answer, "VALIDATION_002", field);
}

START_TEST(by_length_a_new_account_has_a_long_password)
{
	expect_status(register_with(LONG), 201);
	expect_rule(register_with("Short-1-pw!"), "password");
	expect_rule(register_with("Manchesterunited"), "password");
}
END_TEST

/* What is tried first, and what is not, with the list of the setting's default. */
START_TEST(by_the_default_list_what_is_guessed_first_is_refused)
{
	static const char *const refused[] = {"123456789012", "987654321098",
		"passwordpassword", "qwerty123456", "qwertyuiop12",
		"aaaaaaaaaaaa", "abcabcabcabc", "zyxwvutsrqpo",
		"Administrator1", "password1234", "2024password",
		"accomplishments"};
	static const char *const accepted[] = {"correct horse battery staple",
		"lkjwvmqzuhtb", "839201746512", LONG};
	size_t i;

	if (access(DEFAULT_LIST, R_OK) != 0) {
		printf("skipped: there is no " DEFAULT_LIST
		       ", which cracklib-runtime has\n");
		return;
	}
	process_settings.password_common_file = DEFAULT_LIST;
	process_reopen();
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		expect_rule(register_with(refused[i]), "password");
	for (i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
		expect_status(register_with(accepted[i]), 201);
}
END_TEST

START_TEST(by_length_a_password_is_changed_to_a_long_one)
{
	struct person person = person_register();

	expect_rule(post_as(person.access, "/auth/change-password",
			    "{'current_password':'%s','new_password':'%s'}",
			    PASSWORD, COMMON),
		"new_password");
	expect_status(post_as(person.access, "/auth/change-password",
			      "{'current_password':'%s','new_password':'%s'}",
			      PASSWORD, LONG),
		200);
	expect_status(post_login(person.email, LONG, NULL), 200);
}
END_TEST

START_TEST(the_document_tells_the_rule)
{
	static const char path[] =
		"components.schemas.Registration.properties.password.minLength";
	struct answer answer =
		client_send(&(struct ask){.target = "/openapi.json"});

	ck_assert_str_eq(client_member(&answer, path), "12");
	client_clear(&answer);
	process_settings.password_rule = PASSWORD_COMPOSITION;
	process_reopen();
	answer = client_send(&(struct ask){.target = "/openapi.json"});
	ck_assert_str_eq(client_member(&answer, path), "8");
	client_clear(&answer);
	expect_status(register_with("Short-1-pw!"), 201);
}
END_TEST

Suite *
api_suite_password_rule(void)
{
	Suite *suite = suite_create("password_rule");
	TCase *tests = tcase_create("password_rule");

	suite_add_tcase(suite, tests);
	/* Only here can a test choose the settings. */
	if (!client_is(&client_process))
		return suite;
	tcase_add_checked_fixture(tests, let_length_count, client_close);
	tcase_add_test(tests, by_length_a_new_account_has_a_long_password);
	tcase_add_test(
		tests, by_the_default_list_what_is_guessed_first_is_refused);
	tcase_add_test(tests, by_length_a_password_is_changed_to_a_long_one);
	tcase_add_test(tests, the_document_tells_the_rule);
	return suite;
}
