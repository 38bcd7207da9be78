/* gate.h: an Authorization header becomes a caller (RFC 6750, 2.1). */
#ifndef AUTH_GATE_H
#define AUTH_GATE_H

#include "auth/token.h"

struct auth_cache;

/* Whether the header brings a bearer token at all, good or bad. */
bool auth_gate_has_token(struct text authorization);

/* Whether its token is this secret, in the same time wherever they differ. */
bool auth_gate_is(struct text authorization, const char *secret);

/*
 * Verifies the bearer token of an Authorization header and says who asks.
 * AUTH_005 when there is no header, another scheme or more than one value;
 * otherwise the errors of auth_verdict_find, which is not asked again of a
 * token that is in the cache (NULL: there is none). Whether the token was
 * revoked is for the database to check, with the statement that the caller
 * asks for. *told says which AUTH_005 it is.
 */
enum error auth_gate_open(const struct auth_keys *keys,
    struct auth_cache *cache, struct text authorization, int64_t now,
    struct caller *caller, enum error *told) MUST_CHECK;

#endif
