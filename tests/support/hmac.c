/* hmac.c: tokens for the tests of forgery. */
#include "support/hmac.h"

#include "support/quote.h"
#include "support/sign.h"

#include <check.h>
#include <jwt.h>
#include <string.h>

char *
hmac_token(const char *header, const char *payload, const char *secret)
{
	char *token = sign_token(base_text_of(quoted(header)),
		base_text_of(quoted(payload)), secret);

	ck_assert_ptr_nonnull(token);
	return token;
}

char *
hmac_token_of(int bits, const char *payload, const char *secret)
{
	jwt_alg_t alg = bits == 512 ? JWT_ALG_HS512 : JWT_ALG_HS384;
	char *token;
	jwt_t *jwt;

	ck_assert_int_eq(jwt_new(&jwt), 0);
	ck_assert_int_eq(jwt_set_alg(jwt, alg, (const unsigned char *)secret,
				 (int)strlen(secret)),
		0);
	ck_assert_int_eq(jwt_add_grants_json(jwt, quoted(payload)), 0);
	token = jwt_encode_str(jwt);
	ck_assert_ptr_nonnull(token);
	jwt_free(jwt);
	return token;
}
