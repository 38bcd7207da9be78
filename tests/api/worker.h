/* worker.h: a worker of the test's own, asked without a web server. */
#ifndef TESTS_API_WORKER_H
#define TESTS_API_WORKER_H

#include "preload/plan.h"

/*
 * The plan of programs that the library of API_PRELOAD makes fail: the worker's
 * and what the CGI way starts, once it was asked for. It is theirs and ours.
 */
struct plan *worker_plan(void);

/* Whether the worker died of the last request, and another has to come. */
bool worker_has_died(void);

#endif
