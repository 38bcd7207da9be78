/* cache.h: the access tokens whose signature a process has lately verified. */
#ifndef AUTH_CACHE_H
#define AUTH_CACHE_H

#include "model/session.h"

#define AUTH_CACHE_TOKENS 512    /* that are remembered at the most */
#define AUTH_CACHE_TOKEN_MAX 640 /* bytes; a longer one is never remembered */

struct auth_cache;

/*
 * Remembers that a signature holds and what its token says, and nothing else:
 * revocation is asked of the database with every request. For one set of keys;
 * a process with other keys has another cache. NULL when memory ran out.
 */
struct auth_cache *auth_cache_new(void);

/* NULL is fine. */
void auth_cache_free(struct auth_cache *cache);

/*
 * Fills caller when this very token was added and has not expired by now,
 * in microseconds. False otherwise, and when cache is NULL.
 */
bool auth_cache_find(const struct auth_cache *cache, struct text token,
    int64_t now, struct caller *caller);

/*
 * Adds a token that was verified, in place of an older one when its place is
 * full. Does nothing when cache is NULL.
 */
void auth_cache_add(
    struct auth_cache *cache, struct text token, const struct caller *caller);

#endif
