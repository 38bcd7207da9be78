/* signals.c: lets signals in where they cost no request. */
#include "signals.h"

#include "base/log.h"
#include "base/time.h"

#include <stddef.h>

static volatile sig_atomic_t stopping, reopening;

static void
on_signal(int signal)
{
	if (signal == SIGHUP)
		reopening = 1;
	else
		stopping = 1;
}

void
signals_init(struct signals *signals)
{
	static const int handled[] = {
	    SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGHUP};
	const size_t count = sizeof(handled) / sizeof(handled[0]);
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t blocked;
	size_t i;

	sigemptyset(&blocked);
	for (i = 0; i < count; i++) {
		sigaddset(&blocked, handled[i]);
		sigaction(handled[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &blocked, &signals->open);
	for (i = 0; i < count; i++)
		sigdelset(&signals->open, handled[i]);
	signals->taken = base_time_steady();
}

void
signals_take(struct signals *signals)
{
	int64_t now = base_time_steady();
	sigset_t blocked;

	/* An idle worker lets them in as it waits: this is for a busy one. */
	if (now - signals->taken >= SIGNALS_WAIT) {
		signals->taken = now;
		sigprocmask(SIG_SETMASK, &signals->open, &blocked);
		sigprocmask(SIG_SETMASK, &blocked, NULL);
	}
	if (reopening) {
		reopening = 0;
		base_log_reopen();
	}
}

bool
signals_say_stop(void)
{
	return stopping;
}
