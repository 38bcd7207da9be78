/* auth_password.c: strength, bcrypt, and hashes that are none. */
#include "auth/password.h"

#include "base/log.h"
#include "support/fail.h"
#include "support/temp.h"
#include "unit/suites.h"

#define COST 4 /* the least that bcrypt knows */
#define GOOD "Aa1!aaaa"
#define TEN "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN
#define E "\xc3\xa9"        /* é, 2 bytes */
#define EURO "\xe2\x82\xac" /* 3 bytes */
#define EURO_20                                                                \
	EURO EURO EURO EURO EURO EURO EURO EURO EURO EURO EURO EURO EURO EURO  \
		EURO EURO EURO EURO EURO EURO

/* clang-format off */
static const struct {
	const char *password;
	bool strong;
} policy[] = {
	{GOOD, true},
	{"Aa1!" SIXTY "aaaaaaaa", true},   /* 72 bytes */
	{"Aa1!" SIXTY "aaaaaaaaa", false}, /* 73 */
	{"Aa1" EURO_20 EURO EURO EURO, true},   /* 72 bytes, 26 characters */
	{"Aa1!" EURO_20 EURO EURO EURO, false}, /* 73, 27 */
	{"Aa1!aaa", false},
	{"Aa1" E E E E E, true},  /* 8 characters */
	{"Aa1" E E E E, false}, /* 7, in 11 bytes */
	{"Aa1aaaa" EURO, true},
	{"aa1!aaaa", false},
	{"AA1!AAAA", false},
	{"Aaa!aaaa", false},
	{"Aa1aaaaa", false},
	{"Aa1 aaaa", false},
	{"Aa1\taaaa", false},
	{"Aa1\xc2\xa0" "aaaa", false},
	{"Aa1\xe3\x80\x80" "aaaa", false},
	{"Aa1 !aaa", true},
	{"\xc3\x89" "a1!aaaa", false}, /* É is no upper-case ASCII letter */
	{"A" E "1!AAAA", false},
	{"Aa\xd9\xa1!aaaa", false}, /* an Arabic one is no digit */
	{"Aa1\x01" "aaaa", true},
	{"Aa1!aaa\xff", false},
	{"Aa1!aaaa\xed\xa0\x80", false},
	{"", false},
	{NULL, false},
};
/* clang-format on */

START_TEST(a_password_is_strong_by_the_rule)
{
	ck_assert_int_eq(
		auth_password_is_strong(base_text_of(policy[_i].password)),
		policy[_i].strong);
}
END_TEST

START_TEST(a_zero_byte_makes_no_password)
{
	ck_assert(!auth_password_is_strong((struct text){GOOD "\0!", 10}));
}
END_TEST

static void
hash(const char *password, char out[PASSWORD_HASH])
{
	assert_error(auth_password_hash(base_text_of(password), COST, out), OK);
}

static enum error
check(struct text password, const char *stored)
{
	return auth_password_check(password, base_text_of(stored), COST);
}

START_TEST(a_hash_is_bcrypt_of_the_wanted_cost)
{
	char four[PASSWORD_HASH], five[PASSWORD_HASH];

	hash(GOOD, four);
	ck_assert_uint_eq(strlen(four), 60);
	ck_assert_ptr_eq(strstr(four, "$2b$04$"), four);
	assert_error(auth_password_hash(base_text_of(GOOD), 5, five), OK);
	ck_assert_ptr_eq(strstr(five, "$2b$05$"), five);
}
END_TEST

START_TEST(a_hash_is_outdated_at_any_other_cost)
{
	char five[PASSWORD_HASH];

	assert_error(auth_password_hash(base_text_of(GOOD), 5, five), OK);
	ck_assert(!auth_password_is_outdated(base_text_of(five), 5));
	ck_assert(auth_password_is_outdated(base_text_of(five), 4));
	ck_assert(auth_password_is_outdated(base_text_of(five), 6));
	/* What no password matches cannot be made anew. */
	ck_assert(!auth_password_is_outdated(base_text_of("broken"), 5));
}
END_TEST

START_TEST(every_hash_has_a_fresh_salt)
{
	char a[PASSWORD_HASH], b[PASSWORD_HASH];

	hash(GOOD, a);
	hash(GOOD, b);
	ck_assert_int_ne(strncmp(a, b, 29), 0);
}
END_TEST

START_TEST(a_password_is_known_by_its_hash)
{
	static const char *const others[] = {"Aa1!aaab", "aa1!aaaa", "Aa1!aaa",
		"Aa1!aaaaa", "", " Aa1!aaaa"};
	char stored[PASSWORD_HASH];
	size_t i;

	hash(GOOD, stored);
	assert_error(check(base_text_of(GOOD), stored), OK);
	for (i = 0; i < COUNT(others); i++)
		assert_error(check(base_text_of(others[i]), stored), AUTH_001);
}
END_TEST

START_TEST(all_72_bytes_count_and_no_73rd_is_let_in)
{
	char password[74] = "Aa1!" SIXTY "aaaaaaaa", stored[PASSWORD_HASH];

	hash(password, stored);
	assert_error(check((struct text){password, 72}, stored), OK);
	assert_error(check((struct text){password, 71}, stored), AUTH_001);
	password[72] = 'a';
	assert_error(check((struct text){password, 73}, stored), AUTH_001);
	password[71] = 'b';
	assert_error(check((struct text){password, 72}, stored), AUTH_001);
}
END_TEST

START_TEST(nothing_hides_behind_a_zero_byte)
{
	char stored[PASSWORD_HASH];

	hash(GOOD, stored);
	assert_error(check((struct text){GOOD "\0x", 10}, stored), AUTH_001);
}
END_TEST

START_TEST(a_password_too_long_is_not_hashed)
{
	char out[PASSWORD_HASH] = "untouched";

	base_log_open("/dev/null", LOG_INFO, true);
	assert_error(auth_password_hash(
			     base_text_of("Aa1!" SIXTY "aaaaaaaaa"), COST, out),
		SERVER_004);
	base_log_close();
	ck_assert_str_eq(out, "untouched");
}
END_TEST

START_TEST(hashes_of_older_bcrypts_are_known)
{
	static const char *const stored[] = {
		"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
	};

	assert_error(check(base_text_of("U*U"), stored[_i]), OK);
	assert_error(check(base_text_of("U*V"), stored[_i]), AUTH_001);
}
END_TEST

#define REST "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"

/* clang-format off */
static const struct text broken[] = {
	{NULL, 0},
	{"", 0},
	{"x", 1},
	{"*0", 2},
	{"garbage", 7},
	{"U*U", 3},
	{"abJnggxhB/yWI", 13},
	{"$1$abcdefgh$G0000000000000000000000", 35},
	{"$6$rounds=1000$abcdefgh$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 60},
	{"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 60},
	{"************************************************************", 60},
	{"$2b$", 4},
	{"$2b$05$", 7},
	{"$2b$05$" REST, 59},
	{"$2b$05$" REST "x", 61},
	{"$2x$05$" REST, 60},
	{"$2$005$" REST, 60},
	{"$3b$05$" REST, 60},
	{"$2b-05$" REST, 60},
	{"$2b$05-" REST, 60},
	{"$2b$00$" REST, 60},
	{"$2b$03$" REST, 60},
	{"$2b$16$" REST, 60},
	{"$2b$31$" REST, 60},
	{"$2b$99$" REST, 60},
	{"$2b$5x$" REST, 60},
	{"$2b$-5$" REST, 60},
	{"$2b$05$!CCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", 60},
	{"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe!", 60},
	{"$2b$05$CCCCCCCCCCC\0CCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", 60},
	{"$2\0$05$" REST, 60},
	{"$2b$05$CCCCCCCCCCCCCCCCCC\xc3\xa9.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", 60},
};
/* clang-format on */

START_TEST(a_broken_stored_hash_is_a_wrong_password_and_logged)
{
	char path[TEMP_PATH], line[1024];

	temp_path("log", path);
	ck_assert(base_log_open(path, LOG_INFO, true));
	assert_error(auth_password_check(base_text_of("U*U"), broken[_i], COST),
		AUTH_001);
	base_log_close();
	temp_read(path, line, sizeof(line));
	assert_holds(line, "\"level\":\"ERROR\"");
	assert_holds(line, "a stored password hash is no bcrypt hash");
	assert_lacks(line, "U*U");
	assert_lacks(line, "$2b$");
}
END_TEST

START_TEST(a_refusal_takes_the_time_of_a_hash)
{
	/* clang-format off */
	static const struct {
		struct text password;
		const char *stored;
	} refusals[] = {
		{{GOOD, 8}, "broken"},
		{{"Aa1!" SIXTY SIXTY, 124}, "broken"},
		{{"Aa1!" SIXTY SIXTY, 124}, "$2b$05$" REST},
		{{GOOD "\0x", 10}, "$2b$05$" REST},
	};
	/* clang-format on */
	enum error err;

	base_log_open("/dev/null", LOG_INFO, true);
	/* It happened: bcrypt was called. */
	fail_nth(FAIL_crypt_r, 1);
	err = check(refusals[_i].password, refusals[_i].stored);
	ck_assert(fail_happened());
	assert_error(err, AUTH_001);
	base_log_close();
}
END_TEST

START_TEST(a_hash_of_a_lower_cost_takes_the_time_of_the_wanted_one)
{
	static const char stored[] = "$2b$05$" REST;
	/* Cost 8: the hash of 5, and pretended ones of 5, 6 and 7. */
	const int hashes = 4;
	const char *password = _i == 0 ? "U*U" : "U*V";

	base_log_open("/dev/null", LOG_INFO, true);
	fail_nth(FAIL_crypt_r, hashes);
	assert_error(auth_password_check(
			     base_text_of(password), base_text_of(stored), 8),
		_i == 0 ? OK : AUTH_001);
	ck_assert(fail_happened());
	fail_nth(FAIL_crypt_r, hashes + 1);
	assert_error(auth_password_check(
			     base_text_of(password), base_text_of(stored), 8),
		_i == 0 ? OK : AUTH_001);
	ck_assert(!fail_happened());
	base_log_close();
}
END_TEST

START_TEST(pretending_takes_the_time_of_a_hash)
{
	static const struct text passwords[] = {
		{GOOD, 8}, {SIXTY SIXTY SIXTY, 180}, {"a\0b", 3}, {"", 0}};

	auth_password_pretend(passwords[_i], COST);
	fail_nth(FAIL_crypt_r, 1);
	auth_password_pretend(passwords[_i], COST);
	ck_assert(fail_happened());
}
END_TEST

START_TEST(a_hash_that_cannot_be_made_is_an_error_of_ours)
{
	static const enum fail_call calls[] = {
		FAIL_crypt_gensalt_ra, FAIL_crypt_r};
	char out[PASSWORD_HASH];

	base_log_open("/dev/null", LOG_INFO, true);
	fail_nth(calls[_i], 1);
	assert_error(
		auth_password_hash(base_text_of(GOOD), COST, out), SERVER_004);
	assert_error(auth_password_hash(base_text_of(GOOD), COST, out), OK);
	base_log_close();
}
END_TEST

START_TEST(a_check_that_cannot_be_made_is_an_error_of_ours)
{
	base_log_open("/dev/null", LOG_INFO, true);
	fail_nth(FAIL_crypt_r, 1);
	assert_error(check(base_text_of("U*U"), "$2b$05$" REST), SERVER_004);
	assert_error(check(base_text_of("U*U"), "$2b$05$" REST), OK);
	base_log_close();
}
END_TEST

Suite *
auth_password_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		EACH(a_password_is_strong_by_the_rule, policy),
		ONCE(a_zero_byte_makes_no_password),
		ONCE(a_hash_is_bcrypt_of_the_wanted_cost),
		ONCE(a_hash_is_outdated_at_any_other_cost),
		ONCE(every_hash_has_a_fresh_salt),
		ONCE(a_password_is_known_by_its_hash),
		ONCE(all_72_bytes_count_and_no_73rd_is_let_in),
		ONCE(nothing_hides_behind_a_zero_byte),
		ONCE(a_password_too_long_is_not_hashed),
		{hashes_of_older_bcrypts_are_known, 3},
		EACH(a_broken_stored_hash_is_a_wrong_password_and_logged, broken),
		{a_refusal_takes_the_time_of_a_hash, 4},
		{a_hash_of_a_lower_cost_takes_the_time_of_the_wanted_one, 2},
		{pretending_takes_the_time_of_a_hash, 4},
		{a_hash_that_cannot_be_made_is_an_error_of_ours, 2},
		ONCE(a_check_that_cannot_be_made_is_an_error_of_ours),
	};
	/* clang-format on */

	return suite_of("auth_password", tests, COUNT(tests));
}
