/* attempt.h: what tests of attempts try, each at an account of its own. */
#ifndef UNIT_ATTEMPT_H
#define UNIT_ATTEMPT_H

#include "db/attempt.h"
#include "unit/fixture.h"

#define SECONDS(n) ((n)*TIME_SECOND)
#define ATTEMPT_MOST 3 /* attempts that each key has */

/* Stands for the account in the keys of this test. */
extern char attempt_account[ID_TEXT];

/* A connection and an account for the test; fixture_close ends it. */
void attempt_open(void);

/* Adds a key that is this test's own. */
void attempt_add_key(
	struct attempts *attempts, enum attempt_kind kind, const char *name);

/* What one address tries at the account, by its last number. Its key is static. */
struct attempts attempt_login(int64_t now, int address);

/* Counts it; how many seconds it has to wait. */
long attempt_try(struct attempts attempts);

/* The same, and counts nothing. */
long attempt_look(struct attempts attempts);

/* An attempt turned out well; whether its address has proven to be the account's. */
void attempt_forgive(struct attempts attempts, bool proven);

#endif
