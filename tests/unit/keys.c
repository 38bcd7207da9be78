/* keys.c: makes the keys of the suites of tokens. */
#include "unit/keys.h"

#include <check.h>
#include <stdlib.h>

struct auth_keys
keys_of(const char *first, const char *second)
{
	struct auth_keys keys = {0};

	ck_assert(auth_token_add_key(&keys, first));
	if (second)
		ck_assert(auth_token_add_key(&keys, second));
	return keys;
}

enum error
verify_and_free(char *token)
{
	struct auth_keys keys = keys_of(NEW_KEY, OLD_KEY);
	struct auth_claims claims;
	enum error err;

	err = auth_token_verify(
		&keys, base_text_of(token), TOKEN_ACCESS, NOW, &claims);
	free(token);
	return err;
}
