/* idempotency.h: a request with an Idempotency-Key, and its answer. */
#ifndef API_IDEMPOTENCY_H
#define API_IDEMPOTENCY_H

#include "api/call.h"
#include "db/idempotency.h"
#include "http/idempotency.h"

#define API_IDEMPOTENCY_SCOPE 64 /* bytes: a method and a pattern */

/* What a request with a key is known by; for as long as it is in hand. */
struct api_idempotency {
	struct idempotency same;
	char key[IDEMPOTENCY_KEY_MAX];
	char scope[API_IDEMPOTENCY_SCOPE];
};

/*
 * Reads the key into what has room for it; *same is NULL where there is none.
 * REQUEST_001: malformed.
 */
enum error api_idempotency_read(struct call *call, struct api_idempotency *room,
    struct idempotency **same) MUST_CHECK;

/* The same, with the answer as it is by now, which is kept; or NULL. */
struct idempotency *
api_idempotency_keep(const struct call *call, struct idempotency *same);

/*
 * Answers what the first request was, but for a tag, and returns true; false:
 * there is no key (NULL), or this is the first.
 */
bool api_idempotency_answer(struct call *call, const struct idempotency *same);

#endif
