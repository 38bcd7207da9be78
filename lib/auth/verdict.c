/* verdict.c: asks libjwt until it says the same twice. */
#include "auth/verdict.h"

#include "base/memory.h"

#include <string.h>

#define ATTEMPTS 3 /* of which two say the same, when only one was in need */

struct verdict {
	enum error err;
	struct auth_claims claims;
};

static bool
is_same(const struct verdict *a, const struct verdict *b)
{
	return a->err == b->err &&
	    base_id_equal(&a->claims.user_id, &b->claims.user_id) &&
	    strcmp(a->claims.jti, b->claims.jti) == 0 &&
	    strcmp(a->claims.session, b->claims.session) == 0 &&
	    a->claims.generation == b->claims.generation &&
	    a->claims.issued_at == b->claims.issued_at &&
	    a->claims.expires_at == b->claims.expires_at;
}

bool
auth_verdict_is_possible(void)
{
	static const char token[] =
	    "eyJhbGciOiJIUzI1NiJ9.e30."
	    "LQrayGJ-tl96eKUN_QBB_NBW4OUEna-Hg_BTQSnaCTo";
	struct auth_claims claims;
	struct auth_keys keys = {0};

	/* Its signature is good, and it lacks every claim. */
	return auth_token_add_key(
		   &keys, "a key that everybody knows and nobody uses") &&
	    auth_token_verify(&keys, base_text_of(token), TOKEN_ACCESS, 0,
		&claims) == AUTH_005;
}

/* The same verdict came twice: whether there is no reason to doubt both. */
static bool
is_certain(enum error err)
{
	return !base_memory_is_short() &&
	    (err != AUTH_006 || auth_verdict_is_possible());
}

enum error
auth_verdict_find(const struct auth_keys *keys, struct text token,
    enum token_type type, int64_t now, struct auth_claims *claims)
{
	struct verdict verdicts[ATTEMPTS];
	size_t i, j;

	for (i = 0; i < ATTEMPTS; i++) {
		verdicts[i].err = auth_token_verify(
		    keys, token, type, now, &verdicts[i].claims);
		for (j = 0; j < i; j++) {
			if (!is_same(&verdicts[j], &verdicts[i]))
				continue;
			*claims = verdicts[i].claims;
			return is_certain(verdicts[i].err) ? verdicts[i].err :
							     SERVER_002;
		}
	}
	*claims = (struct auth_claims){0};
	return SERVER_002;
}

char *
auth_verdict_sign(
    const struct auth_keys *keys, const struct auth_claims *claims)
{
	char *token = auth_token_sign(keys, claims);
	enum error err = SERVER_002;
	struct auth_claims read;

	if (token)
		err = auth_verdict_find(keys, base_text_of(token), claims->type,
		    claims->issued_at, &read);
	if (err == OK)
		return token;
	auth_token_free(token);
	return NULL;
}
