/* keys.c: makes the keys of the suites of tokens. */
#include "unit/keys.h"

#include <check.h>

struct auth_keys
keys_of(const char *first, const char *second)
{
	struct auth_keys keys = {0};

	ck_assert(auth_token_add_key(&keys, first));
	if (second)
		ck_assert(auth_token_add_key(&keys, second));
	return keys;
}
