/* yield.h: a long computation lets others have the processor in between. */
#ifndef AUTH_YIELD_H
#define AUTH_YIELD_H

#include <signal.h>

#define AUTH_YIELD_US 300 /* microseconds between two turns of others */

/* What yielding has put aside: the handler of SIGALRM. */
struct auth_yield {
	struct sigaction before;
};

/*
 * From now on, up to the end, the process calls sched_yield(2) every
 * AUTH_YIELD_US: by itself the kernel would let it compute for whole ticks,
 * 4 ms where there are 250 a second, before a request that has waited long
 * gets its turn. Uses ITIMER_REAL and SIGALRM, so neither may be in use; calls
 * that the signal interrupts go on (SA_RESTART).
 */
void auth_yield_begin(struct auth_yield *yield);

/* No later signal comes; SIGALRM is handled as before. */
void auth_yield_end(const struct auth_yield *yield);

#endif
