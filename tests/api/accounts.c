/* accounts.c: guesses at an account are slowed down, and lock nobody out. */
#include "post.h"
#include "suites.h"

#include "base/id.h"
#include "base/time.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 10    /* ACCOUNT_ADDRESS_FAILURES */
#define ACCOUNTS 30 /* ACCOUNT_FAILURES */

/* How many waits, of 1, 2, 4 … s, can have ended since a moment, and one more. */
static int
waits_since(int64_t start)
{
	int64_t spent = base_time_steady() - start, wait = TIME_SECOND;
	int count = 1;

	for (; spent >= wait; wait *= 2, count++)
		spent -= wait;
	return count;
}

/* What wrong passwords this address sends are forgotten, but not whose. */
static void
forget_address(void)
{
	psql("UPDATE attempts SET count = 0 WHERE key = 'login %s'",
		client_address());
}

/* Whether a wrong password was hashed, or refused unseen. */
static bool
guess(const char *email)
{
	struct answer answer = post_login(email, "Wrong-1x", NULL);
	bool hashed = answer.status == 401;

	expect_error(answer, hashed ? "AUTH_001" : "RATE_001");
	if (hashed)
		forget_address();
	return hashed;
}

static int
guesses(const char *email, int count)
{
	int hashed = 0;

	while (count-- > 0)
		hashed += guess(email);
	return hashed;
}

/* Logs in from the address that a proxy of ours names. */
static struct answer
login_from(const char *email, const char *password, const char *address)
{
	char body[256], from[32], header[64];
	const struct ask ask = {.method = "POST",
		.target = "/auth/login",
		.body = body,
		.headers = {header},
		.from = from};

	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}", email,
		password);
	snprintf(from, sizeof(from), "127.255%s",
		strchr(client_address() + 4, '.'));
	snprintf(header, sizeof(header), "X-Forwarded-For: %s", address);
	return client_send(&ask);
}

/* An address of this test's own, one of many. */
static const char *
stranger(int number)
{
	static char address[32];

	snprintf(address, sizeof(address), "10%s.%d",
		strchr(client_address() + 4, '.'), number);
	return address;
}

static void
expect_wait(struct answer answer, long least, long most)
{
	const char *after = client_header(&answer, "retry-after");

	ck_assert_msg(after != NULL, "%d %s", answer.status, answer.body.data);
	ck_assert_int_ge(strtol(after, NULL, 10), least);
	ck_assert_int_le(strtol(after, NULL, 10), most);
	expect_error(answer, "RATE_001");
}

/*
 * Asserts that an account has used up its tries from here, and makes the wait,
 * which may be over by now, that of ten more.
 */
static void
close_for_longer(const char *email)
{
	char name[ID_KEY];

	base_id_fingerprint(email, strlen(email), name);
	ck_assert_str_eq(psql("WITH closed AS (UPDATE attempts SET"
			      " started_at = now(), count = count + 10"
			      " WHERE key = 'account %s %s' AND count >= %d"
			      " RETURNING key) SELECT count(*) FROM closed",
				 name, client_address(), TRIES),
		"1");
}

START_TEST(two_hundred_wrong_tries_keep_nobody_out_elsewhere)
{
	struct person person = person_new();
	int64_t start = base_time_steady();
	int hashed = guesses(person.email, 200);

	ck_assert_int_ge(hashed, TRIES);
	ck_assert_int_le(hashed, TRIES + waits_since(start));
	expect_status(login_from(person.email, PASSWORD, stranger(1)), 200);
	close_for_longer(person.email);
	expect_wait(post_login(person.email, PASSWORD, NULL), 700, 900);
}
END_TEST

START_TEST(thirty_addresses_have_what_the_account_has)
{
	struct person person = person_register();
	int64_t start = base_time_steady();
	int address, i, hashed = 0;
	struct answer answer;
	char name[ID_KEY];

	for (address = 0; address < 30; address++) {
		for (i = 0; i < 9; i++) {
			answer = login_from(
				person.email, "Wrong-1x", stranger(address));
			hashed += answer.status == 401;
			expect_error(answer,
				answer.status == 401 ? "AUTH_001" : "RATE_001");
		}
	}
	ck_assert_int_ge(hashed, ACCOUNTS);
	ck_assert_int_le(hashed, ACCOUNTS + waits_since(start));
	/* A stranger waits, whatever the password; the user's own does not. */
	base_id_fingerprint(person.email, strlen(person.email), name);
	psql("UPDATE attempts SET started_at = now(), count = %d"
	     " WHERE key = 'account %s'",
		ACCOUNTS + 10, name);
	expect_wait(login_from(person.email, PASSWORD, stranger(40)), 700, 900);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
}
END_TEST

START_TEST(ten_wrong_tries_keep_no_other_user_of_the_address_out)
{
	struct person person = person_new(), other = person_new();

	ck_assert_int_eq(guesses(person.email, TRIES), TRIES);
	close_for_longer(person.email);
	expect_wait(post_login(person.email, PASSWORD, NULL), 700, 900);
	expect_status(post_login(other.email, PASSWORD, NULL), 200);
}
END_TEST

START_TEST(an_email_that_nobody_has_is_treated_the_same)
{
	char email[64];

	person_email(email);
	ck_assert_int_eq(guesses(email, TRIES), TRIES);
	close_for_longer(email);
	expect_wait(post_login(email, PASSWORD, NULL), 700, 900);
}
END_TEST

START_TEST(an_account_is_one_in_any_case)
{
	struct person person = person_new();
	char email[64] = "";
	size_t i;

	for (i = 0; person.email[i]; i++)
		email[i] = (char)toupper((unsigned char)person.email[i]);
	ck_assert_int_eq(guesses(email, TRIES), TRIES);
	close_for_longer(person.email);
	expect_wait(post_login(person.email, PASSWORD, NULL), 700, 900);
}
END_TEST

START_TEST(a_success_forgives_the_tries_before_it)
{
	struct person person = person_new();
	int i;

	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(guesses(person.email, TRIES - 1), TRIES - 1);
		expect_status(post_login(person.email, PASSWORD, NULL), 200);
	}
}
END_TEST

START_TEST(a_try_to_change_the_password_counts_as_a_login)
{
	struct person person = person_new();
	int i;

	for (i = 0; i < TRIES; i++) {
		forget_address();
		expect_error(post_as(person.access, "/auth/change-password",
				     "{'current_password':'Wrong-1x',"
				     "'new_password':'Another-1x'}"),
			"VALIDATION_007");
	}
	close_for_longer(person.email);
	expect_wait(post_login(person.email, PASSWORD, NULL), 700, 900);
	expect_wait(post_as(person.access, "/auth/change-password",
			    "{'current_password':'%s',"
			    "'new_password':'Another-1x'}",
			    PASSWORD),
		700, 900);
}
END_TEST

Suite *
api_suite_accounts(void)
{
	Suite *suite = suite_create("accounts");
	TCase *tests = tcase_create("accounts");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, two_hundred_wrong_tries_keep_nobody_out_elsewhere);
	tcase_add_test(tests, thirty_addresses_have_what_the_account_has);
	tcase_add_test(
		tests, ten_wrong_tries_keep_no_other_user_of_the_address_out);
	tcase_add_test(tests, an_email_that_nobody_has_is_treated_the_same);
	tcase_add_test(tests, an_account_is_one_in_any_case);
	tcase_add_test(tests, a_success_forgives_the_tries_before_it);
	tcase_add_test(tests, a_try_to_change_the_password_counts_as_a_login);
	suite_add_tcase(suite, tests);
	return suite;
}
