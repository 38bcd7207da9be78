/* token.h: signs and verifies the two kinds of JWT (RFC 7519, HS256). */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "auth/shape.h"
#include "base/error.h"
#include "base/id.h"
#include "model/session.h"

#define AUTH_KEYS_MAX 33   /* the signing key and 32 earlier ones */
#define AUTH_KEY_MIN 32    /* bytes of a secret, at the least */
#define AUTH_KEY_MAX 1024  /* and at the most */
#define AUTH_CLOCK_SKEW 30 /* seconds that iat may lie ahead */

enum token_type { TOKEN_ACCESS, TOKEN_REFRESH };

/* The secrets, borrowed; the first signs, all verify. */
struct auth_keys {
	struct {
		char kid[ID_KEY];
		const char *secret;
		size_t len;
	} keys[AUTH_KEYS_MAX];
	size_t count;
	const char *issuer; /* iss of what we sign, borrowed; NULL: none */
};

/* What a token says, in microseconds where it is a moment. */
struct auth_claims {
	enum token_type type;
	struct id user_id;
	char jti[JTI_MAX + 1];
	char session[JTI_MAX + 1]; /* sid: the jti of its first refresh token */
	int32_t generation; /* gen: of refresh tokens; 0 is the login's */
	const char *email;  /* signed into access tokens; not read back */
	int64_t issued_at;
	int64_t expires_at;
	enum error told; /* which AUTH_005 it is; OK: not one of the known */
};

/*
 * Adds a secret under a kid made from it; false when it is shorter than
 * AUTH_KEY_MIN or longer than AUTH_KEY_MAX bytes, or there are AUTH_KEYS_MAX
 * already.
 */
bool auth_token_add_key(struct auth_keys *keys, const char *secret);

/* Fills jti with a new id. */
void auth_token_new_jti(char jti[JTI_MAX + 1]);

/* Writes the jti of a session's refresh token of this generation, from 1. */
void auth_token_child_jti(
    const char *session, int32_t generation, char jti[JTI_MAX + 1]);

/*
 * The signed token, a string that auth_token_free frees; NULL when memory ran
 * out.
 */
char *
auth_token_sign(const struct auth_keys *keys, const struct auth_claims *claims);

/* Frees a signed token; NULL is fine. */
void auth_token_free(char *token);

/*
 * Verifies a token of the wanted type. AUTH_005: malformed, another algorithm
 * or type, a claim missing or of the wrong type, another issuer (earlier tokens
 * name none), issued in the future;
 * AUTH_006: unknown kid or wrong signature; AUTH_002 (access) or AUTH_003
 * (refresh): expired, but claims are filled; SERVER_002: out of memory. What a
 * token says is only told of, in claims, once its signature has held.
 */
enum error auth_token_verify(const struct auth_keys *keys, struct text token,
    enum token_type type, int64_t now, struct auth_claims *claims) MUST_CHECK;

#endif
