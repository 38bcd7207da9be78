/* db_attempt_left.c: how many attempts are left, and until when. */
#include "db/attempt.h"

#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

#define SECONDS(n) ((n)*TIME_SECOND)
#define MOST 3 /* attempts that each key has */

static struct db *db;
static char test[ID_TEXT]; /* in each key, so that it is this test's own */
static struct attempts attempts;

static void
begin(int64_t now, const char *first, const char *second)
{
	const char *names[] = {first, second};
	size_t i;

	attempts = (struct attempts){.now = now, .count = second ? 2 : 1};
	for (i = 0; i < attempts.count; i++) {
		attempts.keys[i].kind = BY_MINUTE;
		attempts.keys[i].most = MOST;
		snprintf(attempts.keys[i].text, ATTEMPT_KEY, "left %s %s", test,
			names[i]);
	}
}

/* Counts one; how long it has to wait. */
static long
try(int64_t now, const char *first, const char *second)
{
	long wait = -1;

	begin(now, first, second);
	assert_error(db_attempt_add(db, &attempts, &wait), OK);
	db_conn_release(db);
	return wait;
}

static void
check(size_t key, long left, long resets)
{
	ck_assert_int_eq(attempts.keys[key].left, left);
	ck_assert_int_eq(attempts.keys[key].resets, resets);
}

START_TEST(what_is_left_is_told_and_until_when)
{
	struct id id = base_id_new();
	long wait;

	base_id_format(&id, test);
	db = fixture_open();
	begin(NOW, "a", NULL);
	assert_error(db_attempt_read(db, &attempts, &wait), OK);
	db_conn_release(db);
	check(0, MOST, 60);
	ck_assert_int_eq(try(NOW, "a", NULL), 0);
	check(0, MOST - 1, 60);
	ck_assert_int_eq(try(NOW + SECONDS(10), "a", "b"), 0);
	check(0, MOST - 2, 50);
	check(1, MOST - 1, 60);
	ck_assert_int_eq(try(NOW + SECONDS(20), "b", "a"), 0);
	check(0, MOST - 2, 50);
	check(1, 0, 40);
	/* What has to wait counts nowhere. */
	ck_assert_int_eq(try(NOW + SECONDS(30), "a", "b"), 30);
	check(0, 0, 30);
	check(1, MOST - 2, 40);
	fixture_close();
}
END_TEST

/* As many as the settings allow; what is left is far from a wait. */
START_TEST(an_account_may_have_a_million_attempts)
{
	struct id id = base_id_new();
	long wait;
	int i;

	base_id_format(&id, test);
	db = fixture_open();
	begin(NOW, "a", NULL);
	attempts.keys[0].kind = BY_ACCOUNT;
	attempts.keys[0].most = 1000000;
	for (i = 1; i <= 3; i++) {
		assert_error(db_attempt_add(db, &attempts, &wait), OK);
		db_conn_release(db);
		ck_assert_int_eq(wait, 0);
		ck_assert_int_eq(attempts.keys[0].left, 1000000 - i);
	}
	assert_error(db_attempt_forgive(db, &attempts, false), OK);
	db_conn_release(db);
	fixture_close();
}
END_TEST

START_TEST(what_a_known_address_tries_leaves_the_account_all_it_has)
{
	struct id id = base_id_new();
	char known[ATTEMPT_KEY];
	long wait;
	int tries;

	base_id_format(&id, test);
	db = fixture_open();
	snprintf(known, sizeof(known), "left %s known", test);
	begin(NOW, "pair", "account");
	attempts.keys[0].kind = BY_PAIR;
	attempts.keys[1].kind = BY_ACCOUNT;
	attempts.known = known;
	for (tries = 1; tries <= 3; tries++) {
		assert_error(db_attempt_add(db, &attempts, &wait), OK);
		db_conn_release(db);
		ck_assert_int_eq(wait, 0);
		ck_assert_int_eq(attempts.keys[0].left, MOST - 1);
		ck_assert_int_eq(
			attempts.keys[1].left, tries == 1 ? MOST - 1 : MOST);
		assert_error(db_attempt_forgive(db, &attempts, true), OK);
		db_conn_release(db);
	}
	fixture_close();
}
END_TEST

Suite *
db_attempt_left_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(what_is_left_is_told_and_until_when),
		ONCE(an_account_may_have_a_million_attempts),
		ONCE(what_a_known_address_tries_leaves_the_account_all_it_has),
	};

	return suite_of("db_attempt_left", tests, COUNT(tests));
}
