/* db_attempt.c: attempts are counted, and have to wait. */
#include "db/attempt.h"

#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

#define SECONDS(n) ((n)*TIME_SECOND)
#define MOST 3 /* attempts that each key has */

static struct db *db;
static char account[ID_TEXT];

static void
set_up(void)
{
	struct id id = base_id_new();

	base_id_format(&id, account);
	db = fixture_open();
}

/* Adds a key that is this test's own. */
static void
add_key(struct attempts *attempts, enum attempt_kind kind, const char *name)
{
	struct attempt_key *key = &attempts->keys[attempts->count++];

	key->kind = kind;
	key->most = MOST;
	snprintf(key->text, sizeof(key->text), "%c %s %s", (char)kind, account,
		name);
}

/* What one address tries at the account, by its last number. */
static struct attempts
login(int64_t now, int address)
{
	static char known[ATTEMPT_KEY];
	struct attempts attempts = {.now = now, .known = known};
	char name[16];

	snprintf(name, sizeof(name), "192.0.2.%d", address);
	snprintf(known, sizeof(known), "known %s %s", account, name);
	add_key(&attempts, BY_PAIR, name);
	add_key(&attempts, BY_ACCOUNT, "");
	return attempts;
}

static struct attempts
minute(int64_t now)
{
	struct attempts attempts = {.now = now};

	add_key(&attempts, BY_MINUTE, "minute");
	return attempts;
}

static long
try(struct attempts attempts)
{
	long wait = -1;

	assert_error(db_attempt_add(db, &attempts, &wait), OK);
	db_conn_release(db);
	return wait;
}

static long
look(struct attempts attempts)
{
	long wait = -1;

	assert_error(db_attempt_read(db, &attempts, &wait), OK);
	db_conn_release(db);
	return wait;
}

/* What became of an attempt: from a known address, where known. */
static void
forgive(struct attempts attempts, bool known)
{
	if (!known)
		attempts.known = NULL;
	assert_error(db_attempt_forgive(db, &attempts), OK);
	db_conn_release(db);
}

START_TEST(a_key_has_its_attempts_in_each_minute)
{
	set_up();
	ck_assert_int_eq(look(minute(NOW)), 0);
	ck_assert_int_eq(try(minute(NOW)), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(30))), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(40))), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(40))), 20);
	ck_assert_int_eq(look(minute(NOW + SECONDS(59))), 1);
	ck_assert_int_eq(look(minute(NOW + SECONDS(60))), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(60))), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(61))), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(62))), 0);
	ck_assert_int_eq(try(minute(NOW + SECONDS(63))), 57);
	fixture_close();
}
END_TEST

START_TEST(to_look_counts_nothing)
{
	int i;

	set_up();
	for (i = 0; i < 2 * MOST; i++)
		ck_assert_int_eq(look(minute(NOW)), 0);
	for (i = 0; i < MOST; i++)
		ck_assert_int_eq(try(minute(NOW)), 0);
	ck_assert_int_eq(look(minute(NOW)), 60);
	fixture_close();
}
END_TEST

START_TEST(an_attempt_forgiven_may_be_made_again)
{
	int i;

	set_up();
	for (i = 0; i < MOST; i++)
		try(minute(NOW));
	forgive(minute(NOW), false);
	ck_assert_int_eq(try(minute(NOW)), 0);
	ck_assert_int_eq(try(minute(NOW)), 60);
	/* Never below none. */
	for (i = 0; i < 2 * MOST; i++)
		forgive(minute(NOW), false);
	for (i = 0; i < MOST; i++)
		ck_assert_int_eq(try(minute(NOW)), 0);
	ck_assert_int_eq(try(minute(NOW)), 60);
	fixture_close();
}
END_TEST

START_TEST(each_further_attempt_waits_twice_as_long)
{
	int64_t now = NOW;
	long wait = 1;
	int i;

	set_up();
	for (i = 0; i < MOST; i++)
		ck_assert_int_eq(try(login(now, 1)), 0);
	for (i = 0; i < 14; i++) {
		ck_assert_int_eq(try(login(now, 1)), wait);
		now += SECONDS(wait) - 1;
		ck_assert_int_eq(try(login(now, 1)), 1);
		now++;
		ck_assert_int_eq(try(login(now, 1)), 0);
		wait = wait < 512 ? 2 * wait : 900;
	}
	fixture_close();
}
END_TEST

START_TEST(after_an_hour_all_is_forgotten)
{
	int i;

	set_up();
	for (i = 0; i < MOST; i++)
		try(login(NOW, 1));
	ck_assert_int_eq(try(login(NOW + SECONDS(3599), 1)), 0);
	ck_assert_int_eq(try(login(NOW + SECONDS(3599), 1)), 2);
	for (i = 0; i < MOST; i++)
		ck_assert_int_eq(try(login(NOW + SECONDS(7199), 1)), 0);
	ck_assert_int_eq(try(login(NOW + SECONDS(7199), 1)), 1);
	fixture_close();
}
END_TEST

START_TEST(an_attempt_refused_counts_nowhere)
{
	struct attempts both = minute(NOW);
	int i;

	set_up();
	both = minute(NOW);
	for (i = 0; i < MOST; i++)
		try(both);
	add_key(&both, BY_MINUTE, "other");
	for (i = 0; i < 2 * MOST; i++)
		ck_assert_int_eq(try(both), 60);
	memmove(&both.keys[0], &both.keys[1], sizeof(both.keys[0]));
	both.count = 1;
	for (i = 0; i < MOST; i++)
		ck_assert_int_eq(try(both), 0);
	fixture_close();
}
END_TEST

START_TEST(no_address_alone_closes_an_account)
{
	int64_t now = NOW;
	long wait;
	int tries = 0;

	set_up();
	/* Patient, for a week: each time it is let in again. */
	while (now < NOW + 7 * TIME_DAY) {
		wait = try(login(now, 1));
		tries += wait == 0;
		now += wait ? SECONDS(wait) : 1;
	}
	ck_assert_int_gt(tries, 600);
	ck_assert_int_eq(sql("SELECT count FROM attempts WHERE key = 'a %s '",
				 account)[0],
		'0' + MOST);
	/* Those are the account's, too, but were long ago. */
	ck_assert_int_eq(try(login(now, 2)), 0);
	fixture_close();
}
END_TEST

START_TEST(many_addresses_have_what_the_account_has)
{
	int64_t now = NOW;
	int address, made = 0;

	set_up();
	for (address = 1; address <= 250; address++)
		made += try(login(now, address)) == 0;
	ck_assert_int_eq(made, MOST);
	/* And then one more after each wait: 1, 2, 4 … s in the next minute. */
	for (made = 0; now < NOW + TIME_MINUTE; now += TIME_SECOND)
		made += try(login(now, 1 + (int)(now / TIME_SECOND % 250))) ==
			0;
	ck_assert_int_eq(made, 5);
	fixture_close();
}
END_TEST

START_TEST(a_known_address_does_not_wait_for_others)
{
	int address;

	set_up();
	try(login(NOW, 1));
	forgive(login(NOW, 1), true);
	forgive(login(NOW, 2), false);
	for (address = 3; address < 100; address++)
		try(login(NOW, address));
	ck_assert_int_eq(try(login(NOW, 1)), 0);
	ck_assert_int_gt(try(login(NOW, 2)), 0);
	/* It has its own limit. */
	ck_assert_int_eq(try(login(NOW, 1)), 0);
	ck_assert_int_eq(try(login(NOW, 1)), 0);
	ck_assert_int_eq(try(login(NOW, 1)), 1);
	fixture_close();
}
END_TEST

START_TEST(an_address_is_known_for_thirty_days)
{
	int64_t then = NOW + 30 * TIME_DAY;
	int address;

	set_up();
	forgive(login(NOW, 1), true);
	for (address = 3; address < 10; address++)
		try(login(then - 1, address));
	ck_assert_int_eq(look(login(then - 1, 1)), 0);
	ck_assert_int_gt(look(login(then, 1)), 0);
	forgive(login(NOW + 1, 1), true);
	ck_assert_int_eq(look(login(then, 1)), 0);
	fixture_close();
}
END_TEST

START_TEST(a_success_forgives_what_its_address_failed_at)
{
	int i;

	set_up();
	try(login(NOW, 2));
	try(login(NOW, 1));
	try(login(NOW, 1));
	forgive(login(NOW, 1), false);
	/* That of the other address still counts for the account. */
	for (i = 0; i < MOST - 1; i++)
		ck_assert_int_eq(try(login(NOW, 1)), 0);
	ck_assert_int_gt(try(login(NOW, 1)), 0);
	ck_assert_int_gt(try(login(NOW, 3)), 0);
	fixture_close();
}
END_TEST

START_TEST(whatever_stands_in_the_table_no_wait_is_longer)
{
	static const char *const starts[] = {"infinity", "2200-01-01"};

	set_up();
	sql("INSERT INTO attempts VALUES ('m %s minute', '%s', 2147483647,"
	    " 'infinity'), ('p %s 192.0.2.1', '%s', 2147483647, 'infinity')",
		account, starts[_i], account, starts[_i]);
	ck_assert_int_eq(try(minute(NOW)), 60);
	ck_assert_int_eq(try(login(NOW, 1)), 900);
	fixture_close();
}
END_TEST

START_TEST(rows_are_kept_as_long_as_they_count)
{
	set_up();
	try(minute(NOW));
	try(login(NOW, 1));
	forgive(login(NOW, 1), true);
	ck_assert_str_eq(
		sql("SELECT string_agg(left(key, 1) || ' '"
		    " || expires_at - '2026-01-12T20:30:00Z', ', ' ORDER BY key)"
		    " FROM attempts WHERE key LIKE '%%%s%%'",
			account),
		"a 01:00:00, k 30 days, m 00:01:00, p 01:00:00");
	fixture_close();
}
END_TEST

Suite *
db_attempt_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_key_has_its_attempts_in_each_minute),
		ONCE(to_look_counts_nothing),
		ONCE(an_attempt_forgiven_may_be_made_again),
		ONCE(each_further_attempt_waits_twice_as_long),
		ONCE(after_an_hour_all_is_forgotten),
		ONCE(an_attempt_refused_counts_nowhere),
		ONCE(no_address_alone_closes_an_account),
		ONCE(many_addresses_have_what_the_account_has),
		ONCE(a_known_address_does_not_wait_for_others),
		ONCE(an_address_is_known_for_thirty_days),
		ONCE(a_success_forgives_what_its_address_failed_at),
		{whatever_stands_in_the_table_no_wait_is_longer, 2},
		ONCE(rows_are_kept_as_long_as_they_count),
	};

	return suite_of("db_attempt", tests, COUNT(tests));
}
