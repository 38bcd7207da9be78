/* signals.h: the signals that tell a worker to stop, or to open its log anew. */
#ifndef FCGI_SIGNALS_H
#define FCGI_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#define SIGNALS_WAIT 50000 /* microseconds, of a worker that is never idle */

/* A worker's; open, the mask that lets them in, is for its waits. */
struct signals {
	sigset_t open;
	int64_t taken; /* base_time_steady; they were let in then */
};

/*
 * Handles these signals and blocks them; they are let in between requests only,
 * since an interrupted read or write of libfcgi loses the request. Comes before
 * FCGX_Init, which leaves handlers alone that are there.
 */
void signals_init(struct signals *signals);

/* Does what a signal asked for, between requests; lets them in now and then. */
void signals_take(struct signals *signals);

/* Whether one has told the worker to stop. */
bool signals_say_stop(void);

#endif
