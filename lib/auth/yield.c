/* yield.c: a timer whose signal gives the processor up. */
#include "auth/yield.h"

#include <sched.h>
#include <stddef.h>
#include <sys/time.h>

static void
on_alarm(int signal)
{
	(void)signal;
	sched_yield();
}

static void
set_timer(suseconds_t period)
{
	const struct itimerval timer = {
	    .it_interval = {.tv_usec = period},
	    .it_value = {.tv_usec = period},
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void
auth_yield_begin(struct auth_yield *yield)
{
	const struct sigaction action = {
	    .sa_handler = on_alarm, .sa_flags = SA_RESTART};

	sigaction(SIGALRM, &action, &yield->before);
	set_timer(AUTH_YIELD_US);
}

void
auth_yield_end(const struct auth_yield *yield)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};

	/*
	 * The kernel sends a signal that is due before this call returns; what
	 * runs us in its place, as valgrind does, may do so later, and then it
	 * would end the process. To ignore one that waits throws it away.
	 */
	set_timer(0);
	sigaction(SIGALRM, &ignore, NULL);
	sigaction(SIGALRM, &yield->before, NULL);
}
