/* auth_rule.c: what a new password has to be where its length counts. */
#include "auth/rule.h"

#include "support/temp.h"
#include "unit/suites.h"

#include <errno.h>
#include <string.h>

#define TWELVE "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" /* six of é */
#define EIGHT "12345678"

static const char list[] =
	"short\nmanchesterunited\r\nWinnieThePooh\nhappybirthday";

/* clang-format off */
static const struct {
	const char *password;
	bool accepted;
} passwords[] = {
	{"abcdefghijkl", true},
	{"abcdefghijk", false},
	{"            ", true},
	{TWELVE TWELVE, true}, /* characters count, not bytes */
	{TWELVE "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", false},
	{EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT, true},
	{EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT "9", false},
	{"abcdefghijkl\xff", false},
	{"abcdefghijkl\xed\xa0\x80", false},
	{"manchesterunited", false},
	{"ManchesterUNITED", false},
	{"winniethepooh", false},
	{"happybirthday", false}, /* the last line has no end */
	{"manchesterunited1", true}, /* it is the whole that is compared */
	{"manchesterunite", true},
	{"MyPassword123!", true},
	{"Aa1!aaaa", false}, /* strong by composition */
	{"", false},
	{NULL, false},
};
/* clang-format on */

/* The rule by length, with that list. */
static void
open_rule(struct auth_rule *rule)
{
	char path[TEMP_PATH];

	temp_write("common", list, sizeof(list) - 1, path);
	*rule = (struct auth_rule){0};
	ck_assert(auth_rule_open(rule, path));
}

START_TEST(by_length_a_password_is_long_and_not_common)
{
	struct auth_rule rule;

	open_rule(&rule);
	ck_assert_msg(auth_rule_accepts(
			      &rule, base_text_of(passwords[_i].password)) ==
			passwords[_i].accepted,
		"%s", passwords[_i].password);
	auth_rule_clear(&rule);
}
END_TEST

START_TEST(a_zero_byte_makes_no_long_password)
{
	struct auth_rule rule;

	open_rule(&rule);
	ck_assert(!auth_rule_accepts(
		&rule, (struct text){"abcdefg\0hijklm", 14}));
	auth_rule_clear(&rule);
}
END_TEST

START_TEST(without_a_list_there_is_no_rule_by_length)
{
	struct auth_rule rule = {0};

	ck_assert(!auth_rule_open(&rule, "/nonexistent/list"));
	ck_assert_int_eq(errno, ENOENT);
	/* A folder can be opened, and not be read. */
	ck_assert(!auth_rule_open(&rule, "/"));
	ck_assert_int_eq(errno, EISDIR);
	ck_assert(auth_rule_accepts(&rule, base_text_of("Aa1!aaaa")));
	ck_assert(!auth_rule_accepts(&rule, base_text_of("abcdefghijkl")));
	auth_rule_clear(&rule);
}
END_TEST

Suite *
auth_rule_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		EACH(by_length_a_password_is_long_and_not_common, passwords),
		ONCE(a_zero_byte_makes_no_long_password),
		ONCE(without_a_list_there_is_no_rule_by_length),
	};
	/* clang-format on */

	return suite_of("auth_rule", tests, COUNT(tests));
}
