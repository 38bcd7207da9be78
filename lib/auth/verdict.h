/* verdict.h: tokens are judged and signed for certain, even without memory. */
#ifndef AUTH_VERDICT_H
#define AUTH_VERDICT_H

#include "auth/token.h"

/*
 * What auth_token_verify finds, when it found it twice: without memory libjwt
 * refuses a good token, compares a forged one with whatever the stack held, and
 * cuts claims short. SERVER_002 when it finds one thing and then another, and
 * whatever it finds while memory is short or no token is good.
 */
enum error auth_verdict_find(const struct auth_keys *keys, struct text token,
    enum token_type type, int64_t now, struct auth_claims *claims) MUST_CHECK;

/*
 * What auth_token_sign signs, when it is good: libjwt takes no notice of an
 * HMAC that failed. NULL when memory ran out.
 */
char *auth_verdict_sign(
    const struct auth_keys *keys, const struct auth_claims *claims);

/*
 * Whether a token that is known to be good is found to be. OpenSSL, had it no
 * memory when it began, finds none good for as long as the process lives.
 */
bool auth_verdict_is_possible(void);

#endif
