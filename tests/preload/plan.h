/* plan.h: what is to fail in a program that runs with the preloaded library. */
#ifndef TESTS_PRELOAD_PLAN_H
#define TESTS_PRELOAD_PLAN_H

#include <stdbool.h>

#define PLAN_TRACE 512
#define PLAN_VARIABLE "TODO_API_PLAN" /* the number of the plan's descriptor */

/*
 * Shared by a test and the programs that it starts. A test writes the first
 * half before a request; the program counts, and tells what failed where.
 */
struct plan {
	bool armed;     /* what follows counts and fails */
	bool whole;     /* libfcgi's reading of the request counts, too */
	bool onwards;   /* all from then on fail, not that one alone */
	long block;     /* the allocation that fails, from 1; 0: none */
	long statement; /* the statement that the database refuses; 0: none */
	char state[6];  /* the SQLSTATE that it is refused with */

	long blocks;     /* allocations so far */
	long statements; /* and statements */
	long failures;   /* how many failed */
	long living;     /* blocks of memory that are not freed, armed or not */
	char failed[PLAN_TRACE];  /* whose allocation failed first */
	char crashed[PLAN_TRACE]; /* where the program crashed; "": nowhere */
};

#endif
