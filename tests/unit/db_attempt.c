/* db_attempt.c: attempts are counted, and have to wait. */
#include "unit/attempt.h"

#include <string.h>

/* What is tried in a minute of this test's own. */
static struct attempts
minute(int64_t now)
{
	struct attempts attempts = {.now = now};

	attempt_add_key(&attempts, BY_MINUTE, "minute");
	return attempts;
}

START_TEST(a_key_has_its_attempts_in_each_minute)
{
	attempt_open();
	ck_assert_int_eq(attempt_look(minute(NOW)), 0);
	ck_assert_int_eq(attempt_try(minute(NOW)), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(30))), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(40))), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(40))), 20);
	ck_assert_int_eq(attempt_look(minute(NOW + SECONDS(59))), 1);
	ck_assert_int_eq(attempt_look(minute(NOW + SECONDS(60))), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(60))), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(61))), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(62))), 0);
	ck_assert_int_eq(attempt_try(minute(NOW + SECONDS(63))), 57);
	fixture_close();
}
END_TEST

START_TEST(to_look_counts_nothing)
{
	int i;

	attempt_open();
	for (i = 0; i < 2 * ATTEMPT_MOST; i++)
		ck_assert_int_eq(attempt_look(minute(NOW)), 0);
	for (i = 0; i < ATTEMPT_MOST; i++)
		ck_assert_int_eq(attempt_try(minute(NOW)), 0);
	ck_assert_int_eq(attempt_look(minute(NOW)), 60);
	fixture_close();
}
END_TEST

START_TEST(an_attempt_forgiven_may_be_made_again)
{
	int i;

	attempt_open();
	for (i = 0; i < ATTEMPT_MOST; i++)
		attempt_try(minute(NOW));
	attempt_forgive(minute(NOW), false);
	ck_assert_int_eq(attempt_try(minute(NOW)), 0);
	ck_assert_int_eq(attempt_try(minute(NOW)), 60);
	/* Never below none. */
	for (i = 0; i < 2 * ATTEMPT_MOST; i++)
		attempt_forgive(minute(NOW), false);
	for (i = 0; i < ATTEMPT_MOST; i++)
		ck_assert_int_eq(attempt_try(minute(NOW)), 0);
	ck_assert_int_eq(attempt_try(minute(NOW)), 60);
	fixture_close();
}
END_TEST

START_TEST(each_further_attempt_waits_twice_as_long)
{
	int64_t now = NOW;
	long wait = 1;
	int i;

	attempt_open();
	for (i = 0; i < ATTEMPT_MOST; i++)
		ck_assert_int_eq(attempt_try(attempt_login(now, 1)), 0);
	for (i = 0; i < 14; i++) {
		ck_assert_int_eq(attempt_try(attempt_login(now, 1)), wait);
		now += SECONDS(wait) - 1;
		ck_assert_int_eq(attempt_try(attempt_login(now, 1)), 1);
		now++;
		ck_assert_int_eq(attempt_try(attempt_login(now, 1)), 0);
		wait = wait < 512 ? 2 * wait : 900;
	}
	fixture_close();
}
END_TEST

START_TEST(after_an_hour_all_is_forgotten)
{
	int i;

	attempt_open();
	for (i = 0; i < ATTEMPT_MOST; i++)
		attempt_try(attempt_login(NOW, 1));
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(3599), 1)), 0);
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(3599), 1)), 2);
	for (i = 0; i < ATTEMPT_MOST; i++)
		ck_assert_int_eq(
			attempt_try(attempt_login(NOW + SECONDS(7199), 1)), 0);
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(7199), 1)), 1);
	fixture_close();
}
END_TEST

START_TEST(an_attempt_refused_counts_nowhere)
{
	struct attempts both = minute(NOW);
	int i;

	attempt_open();
	both = minute(NOW);
	for (i = 0; i < ATTEMPT_MOST; i++)
		attempt_try(both);
	attempt_add_key(&both, BY_MINUTE, "other");
	for (i = 0; i < 2 * ATTEMPT_MOST; i++)
		ck_assert_int_eq(attempt_try(both), 60);
	memmove(&both.keys[0], &both.keys[1], sizeof(both.keys[0]));
	both.count = 1;
	for (i = 0; i < ATTEMPT_MOST; i++)
		ck_assert_int_eq(attempt_try(both), 0);
	fixture_close();
}
END_TEST

START_TEST(no_address_alone_closes_an_account)
{
	int64_t now = NOW;
	long wait;
	int tries = 0;

	attempt_open();
	/* Patient, for a week: each time it is let in again. */
	while (now < NOW + 7 * TIME_DAY) {
		wait = attempt_try(attempt_login(now, 1));
		tries += wait == 0;
		now += wait ? SECONDS(wait) : 1;
	}
	ck_assert_int_gt(tries, 600);
	ck_assert_int_eq(sql("SELECT count FROM attempts WHERE key = 'a %s '",
				 attempt_account)[0],
		'0' + ATTEMPT_MOST);
	/* Those are the account's, too, but were long ago. */
	ck_assert_int_eq(attempt_try(attempt_login(now, 2)), 0);
	fixture_close();
}
END_TEST

START_TEST(many_addresses_have_what_the_account_has)
{
	int64_t now = NOW;
	int address, made = 0;

	attempt_open();
	for (address = 1; address <= 250; address++)
		made += attempt_try(attempt_login(now, address)) == 0;
	ck_assert_int_eq(made, ATTEMPT_MOST);
	/* And then one more after each wait: 1, 2, 4 … s in the next minute. */
	for (made = 0; now < NOW + TIME_MINUTE; now += TIME_SECOND)
		made += attempt_try(attempt_login(
				now, 1 + (int)(now / TIME_SECOND % 250))) == 0;
	ck_assert_int_eq(made, 5);
	fixture_close();
}
END_TEST

START_TEST(a_success_forgives_what_its_address_failed_at)
{
	int i;

	attempt_open();
	attempt_try(attempt_login(NOW, 2));
	attempt_try(attempt_login(NOW, 1));
	attempt_try(attempt_login(NOW, 1));
	attempt_forgive(attempt_login(NOW, 1), false);
	/* That of the other address still counts for the account. */
	for (i = 0; i < ATTEMPT_MOST - 1; i++)
		ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 0);
	ck_assert_int_gt(attempt_try(attempt_login(NOW, 1)), 0);
	ck_assert_int_gt(attempt_try(attempt_login(NOW, 3)), 0);
	fixture_close();
}
END_TEST

START_TEST(whatever_stands_in_the_table_no_wait_is_longer)
{
	static const char *const starts[] = {"infinity", "2200-01-01"};

	attempt_open();
	sql("INSERT INTO attempts VALUES ('m %s minute', '%s', 2147483647,"
	    " 'infinity'), ('p %s 192.0.2.1', '%s', 2147483647, 'infinity')",
		attempt_account, starts[_i], attempt_account, starts[_i]);
	ck_assert_int_eq(attempt_try(minute(NOW)), 60);
	ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 900);
	fixture_close();
}
END_TEST

START_TEST(rows_are_kept_as_long_as_they_count)
{
	attempt_open();
	attempt_try(minute(NOW));
	attempt_try(attempt_login(NOW, 1));
	attempt_forgive(attempt_login(NOW, 1), true);
	ck_assert_str_eq(
		sql("SELECT string_agg(left(key, 1) || ' '"
		    " || expires_at - '2026-01-12T20:30:00Z', ', ' ORDER BY key)"
		    " FROM attempts WHERE key LIKE '%%%s%%'",
			attempt_account),
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
		ONCE(a_success_forgives_what_its_address_failed_at),
		{whatever_stands_in_the_table_no_wait_is_longer, 2},
		ONCE(rows_are_kept_as_long_as_they_count),
	};

	return suite_of("db_attempt", tests, COUNT(tests));
}
