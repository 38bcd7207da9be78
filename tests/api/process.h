/* process.h: the API as it runs in process, for tests that change it. */
#ifndef TESTS_API_PROCESS_H
#define TESTS_API_PROCESS_H

#include "api/service.h"

/* Set by the process way's fixture; change settings, then reopen. */
extern struct settings process_settings;
extern struct api process_api;

/*
 * Called when the library is about to answer, and after it has; NULL: nothing.
 * Between the two every allocation is the library's own.
 */
extern void (*process_before)(void), (*process_after)(void);

/* Called before each further piece of a long answer; NULL: nothing. */
extern void (*process_between)(void);

/*
 * A web server's client, for process_api.peer: gone when so set, with so many
 * requests waiting behind it; here and nobody at first.
 */
extern const struct api_peer process_peer;
extern bool process_gone;
extern long process_waiting;

/* Frees the memory kept from request to request. */
void process_forget(void);

/* Closes the api and opens it again with process_settings. */
void process_reopen(void);

#endif
