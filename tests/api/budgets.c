/* budgets.c: how often an address, an account or a session may do what costs. */
#include "post.h"
#include "process.h"
#include "scrape.h"
#include "suites.h"

#include "base/id.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASHES "password_hash_duration_seconds_count"
#define CHANGE "/auth/change-password"

static long
limit_of(const char *setting)
{
	ck_assert_ptr_nonnull(getenv(setting));
	return strtol(getenv(setting), NULL, 10);
}

/* What an account or a session is counted under. */
static const char *
name_of(const char *subject)
{
	static char name[ID_KEY];
	char folded[256] = "";
	size_t i;

	for (i = 0; subject[i]; i++)
		folded[i] = (char)tolower((unsigned char)subject[i]);
	base_id_fingerprint(folded, i, name);
	return name;
}

/* Lets a key have been used so often within this minute. */
static void
use(const char *kind, const char *name, long count)
{
	psql("INSERT INTO attempts VALUES ('%s %s', now(), %ld, 'infinity')"
	     " ON CONFLICT (key) DO UPDATE SET count = %ld,"
	     " started_at = now()",
		kind, name, count, count);
}

static long
used(const char *kind, const char *name)
{
	return strtol(psql("SELECT count FROM attempts WHERE key = '%s %s'",
			      kind, name),
		NULL, 10);
}

static struct answer
change(const struct person *person, const char *current, const char *new)
{
	return post_as(person->access, CHANGE,
		"{'current_password':'%s','new_password':'%s'}", current, new);
}

static struct answer
enroll(const char *password)
{
	char email[64];

	person_email(email);
	return post("/auth/register", "{'email':'%s','password':'%s'}", email,
		password);
}

/* Asserts that it is refused, for less than a minute. */
static void
expect_wait(struct answer answer)
{
	const char *after = client_header(&answer, "retry-after");

	ck_assert_msg(after != NULL, "%d %s", answer.status, answer.body.data);
	ck_assert_int_ge(strtol(after, NULL, 10), 1);
	ck_assert_int_le(strtol(after, NULL, 10), 60);
	expect_error(answer, "RATE_001");
}

/* One request of each kind that is hashed for, and what comes of it. */
static void
hash_for_each_reason(struct person *person)
{
	const char *address = client_address();
	long before = used("hash", address);

	expect_status(post_login(person->email, PASSWORD, NULL), 200);
	expect_error(post_login(person->email, "Wrong-1x", NULL), "AUTH_001");
	expect_error(post_login("nobody@example.com", "x", NULL), "AUTH_001");
	expect_error(change(person, "Wrong-1x", PASSWORD), "VALIDATION_007");
	expect_error(change(person, PASSWORD, "weak"), "VALIDATION_002");
	expect_error(change(person, PASSWORD, PASSWORD), "VALIDATION_008");
	expect_status(enroll(PASSWORD), 201);
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person->id);
	expect_error(post_login(person->email, PASSWORD, NULL), "AUTH_007");
	ck_assert_int_eq(used("hash", address) - before, 8);
	/* Six of them are this account's: not the stranger and the new one. */
	ck_assert_int_eq(used("hash", name_of(person->email)), 6 + 1);
}

START_TEST(whatever_comes_of_a_hash_it_counts)
{
	struct person person = person_register();

	hash_for_each_reason(&person);
}
END_TEST

START_TEST(what_is_refused_without_a_hash_does_not_count)
{
	struct person person = person_register();
	const char *address = client_address();
	long before = used("hash", address);

	scrape_mark();
	expect_error(enroll("weak"), "VALIDATION_002");
	expect_error(post_login(person.email, "", NULL), "VALIDATION_001");
	expect_error(post("/auth/login", "{"), "REQUEST_001");
	expect_error(post_as(person.access, CHANGE, "{}"), "VALIDATION_004");
	expect_grown(0, HASHES);
	ck_assert_int_eq(used("hash", address), before);
	scrape_forget();
}
END_TEST

START_TEST(a_new_password_that_is_weak_or_the_same_costs_one_hash)
{
	struct person person = person_register();

	scrape_mark();
	expect_error(change(&person, PASSWORD, "weak"), "VALIDATION_002");
	expect_grown(1, HASHES);
	scrape_mark();
	expect_error(change(&person, PASSWORD, PASSWORD), "VALIDATION_008");
	expect_grown(1, HASHES);
	scrape_forget();
}
END_TEST

START_TEST(an_address_without_hashes_left_gets_none)
{
	struct person person = person_register();

	use("hash", client_address(), limit_of("HASHES_PER_MINUTE") - 1);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	scrape_mark();
	expect_wait(post_login(person.email, PASSWORD, NULL));
	expect_wait(post_login("nobody@example.com", PASSWORD, NULL));
	expect_wait(change(&person, PASSWORD, "Another-1x"));
	expect_wait(enroll(PASSWORD));
	expect_grown(0, HASHES);
	scrape_forget();
	/* Nothing else is held up, and nobody else. */
	expect_status(post_refresh(person.refresh), 200);
	expect_status(get_todos(person.access), 200);
	expect_status(
		post_login(person.email, PASSWORD, other_address(0)), 200);
	psql("UPDATE attempts SET started_at = now() - interval '1 minute'"
	     " WHERE key = 'hash %s'",
		client_address());
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	ck_assert_int_eq(used("hash", client_address()), 1);
}
END_TEST

START_TEST(who_has_no_address_that_can_be_read_is_limited_with_the_others)
{
	struct person person = person_register();

	use("hash", "?", limit_of("HASHES_PER_MINUTE") - 1);
	use("hash", "fe80::", limit_of("HASHES_PER_MINUTE") - 1);
	expect_status(post_login(person.email, PASSWORD, "nonsense"), 200);
	expect_wait(post_login(person.email, PASSWORD, "192.0.2.256"));
	expect_status(post_login(person.email, PASSWORD, "fe80::1%eth0"), 200);
	expect_wait(post_login(person.email, PASSWORD, "fe80::2%1"));
	psql("DELETE FROM attempts WHERE key IN ('hash ?', 'hash fe80::')");
}
END_TEST

START_TEST(an_account_is_limited_where_a_web_server_names_no_address)
{
	struct person person = person_register(), other = person_register();

	use("hash", name_of(person.email),
		limit_of("ACCOUNT_HASHES_PER_MINUTE"));
	/* From a shell. */
	expect_status(post_login(person.email, PASSWORD, ""), 200);
	process_api.peer = &process_peer;
	expect_wait(post_login(person.email, PASSWORD, ""));
	expect_status(post_login(other.email, PASSWORD, ""), 200);
}
END_TEST

START_TEST(an_account_without_hashes_left_gets_none_from_anywhere)
{
	struct person person = person_register(), other = person_register();

	use("hash", name_of(person.email),
		limit_of("ACCOUNT_HASHES_PER_MINUTE") - 1);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	scrape_mark();
	expect_wait(post_login(person.email, PASSWORD, NULL));
	expect_wait(post_login(person.email, PASSWORD, other_address(0)));
	expect_wait(change(&person, PASSWORD, "Another-1x"));
	expect_grown(0, HASHES);
	scrape_forget();
	expect_status(post_login(other.email, PASSWORD, NULL), 200);
}
END_TEST

START_TEST(an_address_refreshes_so_often_a_minute)
{
	struct person person = person_new(), other = person_new();

	use("refresh", client_address(), limit_of("REFRESHES_PER_MINUTE") - 1);
	expect_status(post_refresh(person.refresh), 200);
	expect_wait(post_refresh(person.refresh));
	expect_wait(post_refresh(other.refresh));
	/* What is no good token is told so. */
	expect_error(post_refresh("x"), "AUTH_005");
	use("refresh", client_address(), 0);
	expect_status(post_refresh(person.refresh), 200);
}
END_TEST

START_TEST(a_session_refreshes_so_often_a_minute)
{
	struct person person = person_new(), other = person_new();
	char jti[64];

	snprintf(jti, sizeof(jti), "%s",
		psql("SELECT token_jti FROM refresh_tokens WHERE user_id = '%s'",
			person.id));
	use("refresh", name_of(jti),
		limit_of("SESSION_REFRESHES_PER_MINUTE") - 1);
	expect_status(post_refresh(person.refresh), 200);
	expect_wait(post_refresh(person.refresh));
	expect_status(post_refresh(other.refresh), 200);
}
END_TEST

START_TEST(zero_is_no_limit)
{
	struct person person = person_register();
	int i;

	process_settings.login_failures = process_settings.hashes = 0;
	process_settings.account_hashes = process_settings.refreshes = 0;
	process_settings.account_failures = 0;
	process_settings.pair_failures = 0;
	process_settings.session_refreshes = 0;
	process_settings.registrations = 0;
	psql("DELETE FROM attempts");
	for (i = 0; i < 40; i++)
		expect_error(
			post_login(person.email, "Wrong-1x", NULL), "AUTH_001");
	expect_status(post_refresh(person.refresh), 200);
	expect_status(enroll(PASSWORD), 201);
	ck_assert_str_eq(psql("SELECT count(*) FROM attempts"), "0");
}
END_TEST

Suite *
api_suite_budgets(void)
{
	Suite *suite = suite_create("budgets");
	TCase *tests = tcase_create("budgets");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, whatever_comes_of_a_hash_it_counts);
	tcase_add_test(tests, what_is_refused_without_a_hash_does_not_count);
	tcase_add_test(
		tests, a_new_password_that_is_weak_or_the_same_costs_one_hash);
	tcase_add_test(tests, an_address_without_hashes_left_gets_none);
	tcase_add_test(
		tests, an_account_without_hashes_left_gets_none_from_anywhere);
	if (client_is(&client_process)) {
		tcase_add_test(tests,
			who_has_no_address_that_can_be_read_is_limited_with_the_others);
		tcase_add_test(tests,
			an_account_is_limited_where_a_web_server_names_no_address);
	}
	tcase_add_test(tests, an_address_refreshes_so_often_a_minute);
	tcase_add_test(tests, a_session_refreshes_so_often_a_minute);
	if (client_is(&client_process))
		tcase_add_test(tests, zero_is_no_limit);
	suite_add_tcase(suite, tests);
	return suite;
}
