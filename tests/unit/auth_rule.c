/* auth_rule.c: what a new password has to be where its length counts. */
#include "auth/rule.h"

#include "support/temp.h"
#include "unit/suites.h"

#include <errno.h>
#include <string.h>

/* Of é, è, à and others. */
#define ELEVEN                                                                 \
	"\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xb9\xc3\xa2\xc3\xaa"                     \
	"\xc3\xae\xc3\xb4\xc3\xbb\xc3\xab\xc3\xaf"
#define LONGEST                                                                \
	"Nine dull clerks weigh 31 old brass scales in a cold room by the "    \
	"harbour"

static const char list[] =
	"tea\nshort\nPassword\nadministrator\nmanchesterunited\r\n"
	"WinnieThePooh\ndefense\nhappybirthday";

/* clang-format off */
static const struct {
	const char *password;
	bool accepted;
} passwords[] = {
	{"lkjwvmqzuhtb", true},
	{"lkjwvmqzuht", false},
	{"correct horse battery staple", true},
	{ELEVEN "\xc3\xbc", true}, /* characters count, not bytes */
	{ELEVEN, false},
	{LONGEST, true},
	{LONGEST "s", false},
	{"lkjwvmqzuhtb\xff", false},
	{"lkjwvmqzuhtb\xed\xa0\x80", false},
	{"manchesterunited", false},
	{"ManchesterUNITED", false},
	{"winniethepooh", false},
	{"happybirthday", false}, /* the last line has no end */
	/* A listed one between digits or runs; beside anything else it may be. */
	{"administrator1", false},
	{"1administrator", false},
	{"Administrator2024", false},
	{"2024password", false},
	{"password1234", false},
	{"1234PassWord99", false},
	{"passwordqwerty", false},
	{"xyzpassword321", false},
	{"passwordaaaa", false},
	{"defense12345", false}, /* though it begins as a run does */
	{"happybirthday123456789", false},
	{"administrators", true},
	{"administrator!", true},
	{"administrator of 3", true},
	{"password12x34", true},
	{"tea839201745", true}, /* too short a word to be one */
	{"short8392017", false},
	{"shorter839201", true},
	/* Runs, by the alphabet, the digits and the keyboard, up and down. */
	{"123456789012", false},
	{"987654321098", false},
	{"abcdefghijkl", false},
	{"ZYXWVUTSRQPONM", false},
	{"112233445566", false},
	{"qwertyuiop12", false},
	{"qwerty123456", false},
	{"asdfghjkl;12", false}, /* three runs */
	{"1q2w3e4r5t6y", false},
	{"1qaz2wsx3edc", false},
	{"qazwsxedcrfv", false},
	{"abcd1234wxyz", false},
	{"839201746512", true},
	{"abxcdxefxghx", true},
	/* A unit, and again. */
	{"aaaaaaaaaaaa", false},
	{"            ", false},
	{"abcabcabcabc", false},
	{"abcabcabcabcab", false},
	{"passwordpassword", false},
	{"PasswordpassworD", false},
	{"k7!zk7!zk7!z", false},
	{"k7!zk7!zk7!y", true},
	{"lkjwvmqzuhtblkjwvmqzuhtb", true}, /* as good as once */
	{"lkjwvmqzuhtlkjwvmqzuht", false},
	{"happybirthdayhappybirthday", false},
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
	ck_assert(!auth_rule_accepts(&rule, base_text_of("lkjwvmqzuhtb")));
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
