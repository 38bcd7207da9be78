/* race.h: the same request many times at once. */
#ifndef TESTS_API_RACE_H
#define TESTS_API_RACE_H

#include "client.h"

#define RACE_MAX 50

/* How often an error code came back; "" is success. */
struct race {
	char codes[RACE_MAX][16];
	size_t count;
};

/*
 * Sends the request count times from as many processes that start together.
 * Only where each request finds a worker of its own: not in process.
 */
struct race race_send(const struct ask *ask, size_t count);

/* How many answers had this error code. */
size_t race_count(const struct race *race, const char *code);

/*
 * Sends the request beside an open transaction that has run this SQL, and
 * commits it when the request waits for it. The error code of the answer, ""
 * for success; it lives until the next call. Not in process, either.
 */
const char *race_after(const struct ask *ask, const char *text);

#endif
