/* db_attempt_known.c: attempts from addresses that an account knows, or gets to know. */
#include "unit/attempt.h"

START_TEST(a_known_address_does_not_wait_for_others)
{
	int address;

	attempt_open();
	attempt_try(attempt_login(NOW, 1));
	attempt_forgive(attempt_login(NOW, 1), true);
	attempt_forgive(attempt_login(NOW, 2), false);
	for (address = 3; address < 100; address++)
		attempt_try(attempt_login(NOW, address));
	ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 0);
	ck_assert_int_gt(attempt_try(attempt_login(NOW, 2)), 0);
	/* It has its own limit. */
	ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 0);
	ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 0);
	ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 1);
	fixture_close();
}
END_TEST

START_TEST(an_address_is_known_for_thirty_days)
{
	int64_t then = NOW + 30 * TIME_DAY;
	int address;

	attempt_open();
	attempt_forgive(attempt_login(NOW, 1), true);
	for (address = 3; address < 10; address++)
		attempt_try(attempt_login(then - 1, address));
	ck_assert_int_eq(attempt_look(attempt_login(then - 1, 1)), 0);
	ck_assert_int_gt(attempt_look(attempt_login(then, 1)), 0);
	attempt_forgive(attempt_login(NOW + 1, 1), true);
	ck_assert_int_eq(attempt_look(attempt_login(then, 1)), 0);
	fixture_close();
}
END_TEST

/* Others have closed the account for 4 s more, and nobody tries any longer. */
static void
close_account(void)
{
	int address;

	sql("DELETE FROM attempts WHERE key = 'a %s '", attempt_account);
	for (address = 101; address <= 100 + ATTEMPT_MOST; address++)
		ck_assert_int_eq(attempt_try(attempt_login(NOW, address)), 0);
	for (address = 200; address < 202; address++)
		sql("UPDATE attempts SET count = count + 1"
		    " WHERE key = 'a %s '",
			attempt_account);
	ck_assert_int_eq(attempt_look(attempt_login(NOW, 99)), 4);
}

/* The count and the moment of the account's key, in seconds from the start. */
static const char *
counted(void)
{
	return sql("SELECT count || ' ' || extract(epoch FROM started_at"
		   " - '2026-01-12T20:30:00Z')::int || ' '"
		   " || extract(epoch FROM expires_at"
		   " - '2026-01-12T20:30:00Z')::int"
		   " FROM attempts WHERE key = 'a %s '",
		attempt_account);
}

START_TEST(a_known_address_prolongs_nothing_that_others_did)
{
	int64_t now = NOW + SECONDS(1);

	attempt_open();
	attempt_try(attempt_login(NOW, 1));
	attempt_forgive(attempt_login(NOW, 1), true);
	close_account();
	/* It logs in, and goes on to. */
	for (; now < NOW + SECONDS(3600); now += SECONDS(60)) {
		ck_assert_int_eq(attempt_try(attempt_login(now, 1)), 0);
		attempt_forgive(attempt_login(now, 1), true);
		ck_assert_str_eq(counted(), "5 0 3600");
	}
	/* After the hour all others have what an account has. */
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(3600), 2)), 0);
	ck_assert_str_eq(counted(), "1 3600 7200");
	fixture_close();
}
END_TEST

START_TEST(a_known_address_that_fails_waits_alone)
{
	int i;

	attempt_open();
	attempt_try(attempt_login(NOW, 1));
	attempt_forgive(attempt_login(NOW, 1), true);
	close_account();
	for (i = 0; i < ATTEMPT_MOST; i++)
		ck_assert_int_eq(
			attempt_try(attempt_login(NOW + SECONDS(1), 1)), 0);
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(1), 1)), 1);
	ck_assert_str_eq(counted(), "5 0 3600");
	ck_assert_int_eq(attempt_look(attempt_login(NOW + SECONDS(1), 2)), 3);
	/* Nor is taken back what was not counted. */
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(2), 1)), 0);
	attempt_forgive(attempt_login(NOW + SECONDS(2), 1), true);
	ck_assert_str_eq(counted(), "5 0 3600");
	fixture_close();
}
END_TEST

START_TEST(an_address_that_was_known_counts_again)
{
	int64_t then = NOW + 30 * TIME_DAY;

	attempt_open();
	attempt_forgive(attempt_login(NOW, 1), true);
	ck_assert_int_eq(attempt_try(attempt_login(then - 1, 1)), 0);
	ck_assert_int_eq(
		sql("SELECT count(*) FROM attempts WHERE key = 'a %s '",
			attempt_account)[0],
		'0');
	ck_assert_int_eq(attempt_try(attempt_login(then, 1)), 0);
	ck_assert_int_eq(sql("SELECT count FROM attempts WHERE key = 'a %s '",
				 attempt_account)[0],
		'1');
	fixture_close();
}
END_TEST

START_TEST(a_success_from_elsewhere_renews_no_memory)
{
	attempt_open();
	close_account();
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(3), 1)), 1);
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(1000), 1)), 0);
	ck_assert_str_eq(counted(), "6 1000 5600");
	attempt_forgive(attempt_login(NOW + SECONDS(1000), 1), true);
	ck_assert_str_eq(counted(), "5 0 3600");
	/* The next new address does not wait for it. */
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(1000), 2)), 0);
	/* A failure does renew it; it may have been a guess. */
	ck_assert_str_eq(counted(), "6 1000 5600");
	ck_assert_int_eq(
		attempt_look(attempt_login(NOW + SECONDS(1000), 3)), 8);
	ck_assert_int_eq(
		attempt_look(attempt_login(NOW + SECONDS(4599), 3)), 0);
	fixture_close();
}
END_TEST

START_TEST(a_success_hides_no_failure_that_came_meanwhile)
{
	attempt_open();
	close_account();
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(1000), 1)), 0);
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(1010), 2)), 0);
	attempt_forgive(attempt_login(NOW + SECONDS(1000), 1), true);
	ck_assert_str_eq(counted(), "6 1010 4620");
	/* Right after an hour the one before is no longer told of. */
	ck_assert_int_eq(attempt_try(attempt_login(NOW + SECONDS(4610), 3)), 0);
	ck_assert_str_eq(counted(), "1 4610 8210");
	attempt_forgive(attempt_login(NOW + SECONDS(4610), 3), true);
	ck_assert_str_eq(counted(), "0 4610 8210");
	fixture_close();
}
END_TEST

START_TEST(a_right_password_alone_makes_no_address_known)
{
	attempt_open();
	attempt_try(attempt_login(NOW, 1));
	attempt_forgive(attempt_login(NOW, 1), false);
	ck_assert_str_eq(counted(), "0 0 3600");
	close_account();
	ck_assert_int_eq(attempt_try(attempt_login(NOW, 1)), 4);
	fixture_close();
}
END_TEST

Suite *
db_attempt_known_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_known_address_does_not_wait_for_others),
		ONCE(an_address_is_known_for_thirty_days),
		ONCE(a_known_address_prolongs_nothing_that_others_did),
		ONCE(a_known_address_that_fails_waits_alone),
		ONCE(an_address_that_was_known_counts_again),
		ONCE(a_success_from_elsewhere_renews_no_memory),
		ONCE(a_success_hides_no_failure_that_came_meanwhile),
		ONCE(a_right_password_alone_makes_no_address_known),
	};

	return suite_of("db_attempt_known", tests, COUNT(tests));
}
