/* idempotency.h: requests that are sent again, and what the first was answered. */
#ifndef DB_IDEMPOTENCY_H
#define DB_IDEMPOTENCY_H

#include "base/error.h"
#include "db/params.h"
#include "model/session.h"

#include <stdbool.h>

struct db;

/* A request with a key. The texts of an answer that was found are the rows'. */
struct idempotency {
	struct text key;
	struct text scope;   /* what is asked, "POST /todos" */
	struct text request; /* the body */
	struct text headers; /* of the answer: finished lines */
	struct text body;
	bool is_known;    /* it was answered before: that is the answer */
	struct id id;     /* of the todo that it made then */
	int64_t revision; /* of that */
};

/*
 * Finds what the first request of the key was answered. RESOURCE_003: none has
 * it, and none is in hand; REQUEST_007: one is; VALIDATION_009: it was another
 * request. AUTH_004, AUTH_007, SERVER_001, SERVER_003. One or two round trips.
 */
enum error db_idempotency_find(struct db *db, const struct caller *caller,
    struct idempotency *same, int64_t now) MUST_CHECK;

/* For the files of db/ only: each writes a statement. */

/*
 * Adds the key and its answer for a request that has an id, for 24 hours, unless
 * it is there, or another request has it in hand: then no row comes back.
 */
void db_idempotency_put(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct id *id,
    const struct idempotency *same, int64_t now);

/* Replaces the answer that was added with it, in the same transaction. */
void db_idempotency_put_answer(struct db_query *query,
    const struct caller *caller, const struct idempotency *same);

#endif
