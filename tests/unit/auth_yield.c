/* auth_yield.c: who computes for long gives the processor up in between. */
#include "auth/yield.h"

#include "auth/password.h"
#include "support/fail.h"
#include "unit/suites.h"

#include <sys/time.h>

/* What a handler that stood before is told of. */
static volatile sig_atomic_t alarms;

static void
on_alarm(int signal)
{
	(void)signal;
	alarms++;
}

START_TEST(a_computation_yields_again_and_again)
{
	struct auth_yield yield;
	int turn;

	auth_yield_begin(&yield);
	for (turn = 0; turn < 3; turn++) {
		fail_nth(FAIL_sched_yield, 1);
		/* The test's time limit ends it if the signal never comes. */
		while (!fail_happened())
			;
	}
	auth_yield_end(&yield);
}
END_TEST

START_TEST(hashing_a_password_yields)
{
	char hash[PASSWORD_HASH];

	fail_nth(FAIL_sched_yield, 1);
	assert_error(
		auth_password_hash(base_text_of("Correct-horse-1"), 10, hash),
		OK);
	ck_assert(fail_happened());
}
END_TEST

START_TEST(afterwards_the_timer_and_its_signal_are_as_before)
{
	const struct sigaction action = {.sa_handler = on_alarm};
	struct auth_yield yield;
	struct itimerval timer;

	sigaction(SIGALRM, &action, NULL);
	auth_yield_begin(&yield);
	fail_nth(FAIL_sched_yield, 1);
	while (!fail_happened())
		;
	auth_yield_end(&yield);
	ck_assert_int_eq(getitimer(ITIMER_REAL, &timer), 0);
	ck_assert_int_eq(timer.it_value.tv_sec, 0);
	ck_assert_int_eq(timer.it_value.tv_usec, 0);
	ck_assert_int_eq(alarms, 0);
	raise(SIGALRM);
	ck_assert_int_eq(alarms, 1);
}
END_TEST

Suite *
auth_yield_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_computation_yields_again_and_again),
		ONCE(hashing_a_password_yields),
		ONCE(afterwards_the_timer_and_its_signal_are_as_before),
	};

	return suite_of("auth_yield", tests, COUNT(tests));
}
