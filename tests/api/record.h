/* record.h: writes each request and its answer down, for tests/contract. */
#ifndef TESTS_API_RECORD_H
#define TESTS_API_RECORD_H

#include "client.h"

/*
 * Appends a request and its answer, as a line of JSON, to the file that
 * API_RECORD names; does nothing where it names none.
 */
void record_exchange(const struct ask *ask, const struct answer *answer);

#endif
