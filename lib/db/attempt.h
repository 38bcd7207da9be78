/* attempt.h: the table attempts: how often something was lately tried. */
#ifndef DB_ATTEMPT_H
#define DB_ATTEMPT_H

#include "base/error.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

#define ATTEMPT_KEY 100      /* bytes, with the NUL */
#define ATTEMPT_KEYS 9       /* in one request */
#define ATTEMPT_WAIT_MAX 900 /* seconds until one more: the longest wait */

struct db;

/* How the attempts of a key are limited. */
enum attempt_kind {
	BY_MINUTE = 'm',  /* so many in each minute */
	BY_PAIR = 'p',    /* an account from one address: then after waits */
	BY_ACCOUNT = 'a', /* an account: the same, for who is not known to it */
};

/*
 * One key of [a-z0-9 .:-], and how many attempts it has. Once read or added to:
 * how many are left, and in how many seconds a minute's are all there again.
 */
struct attempt_key {
	char text[ATTEMPT_KEY];
	enum attempt_kind kind;
	long most;
	const char *policy; /* the caller's own: what it tells of the key */
	long left, resets;
};

/* All keys that a request counts under. */
struct attempts {
	int64_t now;
	struct attempt_key keys[ATTEMPT_KEYS];
	size_t count;
	const char *known; /* by which an account knows the address, or NULL */
};

/*
 * How many seconds until one more attempt may be made under all the keys; 0:
 * now. SERVER_001, SERVER_002.
 */
enum error db_attempt_read(
    struct db *db, struct attempts *attempts, long *wait) MUST_CHECK;

/*
 * The same, and where it may be made now, counts it, under all of them at once
 * and for good; but not under the account's where the address is known to it, or
 * has to wait for its own. One that may not counts nowhere.
 */
enum error
db_attempt_add(struct db *db, struct attempts *attempts, long *wait) MUST_CHECK;

/*
 * An attempt, which was added at the same moment, turned out well: takes it back
 * where keys are by the minute, and whatever the pair failed at before; nothing
 * that was not counted. What others failed at is forgotten when it would have been
 * without this attempt. The address is known from now on, for 30 days, where it has
 * proven to be the account's and has a key.
 */
enum error db_attempt_forgive(
    struct db *db, const struct attempts *attempts, bool proven) MUST_CHECK;

/*
 * Forgets all attempts at an account, by what stands for it in their keys, and
 * which addresses it knows.
 */
enum error db_attempt_forget(struct db *db, struct text account) MUST_CHECK;

#endif
