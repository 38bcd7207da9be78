/* gate.c: takes the token out of the header and the caller out of the token. */
#include "auth/gate.h"

#include "auth/cache.h"
#include "auth/verdict.h"

#include <string.h>
#include <strings.h>

/* The token of a header, absent when the scheme is not Bearer. */
static struct text
token_of(struct text header)
{
	static const char scheme[] = "Bearer";
	struct text token = base_text_trim(header);

	if (token.len < sizeof(scheme) ||
	    strncasecmp(token.data, scheme, sizeof(scheme) - 1) != 0 ||
	    !strchr(" \t", token.data[sizeof(scheme) - 1]))
		return (struct text){0};
	token.data += sizeof(scheme) - 1;
	token.len -= sizeof(scheme) - 1;
	return base_text_trim(token);
}

bool
auth_gate_has_token(struct text authorization)
{
	return token_of(authorization).len > 0;
}

bool
auth_gate_is(struct text authorization, const char *secret)
{
	return base_text_equal_secret(
	    token_of(authorization), base_text_of(secret));
}

/* Which AUTH_005 a header without a good token is. */
static enum error
told_of(struct text header, struct text token, const struct auth_claims *claims)
{
	if (token.len > 0)
		return claims->told;
	return base_text_trim(header).len ? AUTH_005_SCHEME : AUTH_005_MISSING;
}

enum error
auth_gate_open(const struct auth_keys *keys, struct auth_cache *cache,
    struct text authorization, int64_t now, struct caller *caller,
    enum error *told)
{
	struct text token = token_of(authorization);
	struct auth_claims claims;
	enum error err;

	if (auth_cache_find(cache, token, now, caller))
		return OK;
	/* Two values come joined by a comma, which is no token's character. */
	err = auth_verdict_find(keys, token, TOKEN_ACCESS, now, &claims);
	*told = told_of(authorization, token, &claims);
	if (err != OK)
		return err;
	caller->user_id = claims.user_id;
	memcpy(caller->jti, claims.jti, sizeof(caller->jti));
	memcpy(
	    caller->session_jti, claims.session, sizeof(caller->session_jti));
	caller->expires_at = claims.expires_at;
	auth_cache_add(cache, token, caller);
	return OK;
}
