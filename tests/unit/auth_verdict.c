/* auth_verdict.c: no token is judged for lack of memory. */
#include "auth/verdict.h"

#include "support/fail.h"
#include "support/hmac.h"
#include "unit/keys.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct auth_claims claims;

/* One failure, of reading the header or of verifying, is made good. */
START_TEST(a_verdict_counts_when_it_was_found_twice)
{
	struct auth_keys keys = keys_of(NEW_KEY, OLD_KEY);
	char *token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
	enum error err;

	fail_nth(FAIL_jwt_decode, _i + 1);
	err = auth_verdict_find(
		&keys, base_text_of(token), TOKEN_ACCESS, NOW, &claims);
	assert_error(err, OK);
	ck_assert(fail_happened());
	ck_assert_str_eq(claims.jti, "j");
	free(token);
}
END_TEST

/* Of the memory's own probe, and of all that libjwt does. */
START_TEST(while_memory_is_short_no_verdict_counts)
{
	struct auth_keys keys = keys_of(NEW_KEY, OLD_KEY);
	char *token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
	enum error err;

	fail_all(_i == 0 ? FAIL_malloc : FAIL_jwt_decode);
	err = auth_verdict_find(
		&keys, base_text_of(token), TOKEN_ACCESS, NOW, &claims);
	fail_none();
	assert_error(err, SERVER_002);
	err = auth_verdict_find(
		&keys, base_text_of(token), TOKEN_ACCESS, NOW, &claims);
	assert_error(err, OK);
	free(token);
}
END_TEST

START_TEST(a_forged_token_is_found_to_be_one)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	char *token = hmac_token("{'alg':'HS256'}", PAYLOAD, OLD_KEY);
	enum error err = auth_verdict_find(
		&keys, base_text_of(token), TOKEN_ACCESS, NOW, &claims);

	assert_error(err, AUTH_006);
	free(token);
}
END_TEST

START_TEST(a_token_that_cannot_be_verified_is_not_handed_out)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	struct auth_claims signed_in = {.type = TOKEN_REFRESH,
		.jti = "j",
		.issued_at = NOW,
		.expires_at = NOW + TIME_DAY};
	char *token = auth_verdict_sign(&keys, &signed_in);

	ck_assert_ptr_nonnull(token);
	auth_token_free(token);
	fail_all(FAIL_jwt_decode);
	token = auth_verdict_sign(&keys, &signed_in);
	fail_none();
	ck_assert_ptr_null(token);
}
END_TEST

START_TEST(a_verdict_is_possible_while_libjwt_works)
{
	bool possible;

	ck_assert(auth_verdict_is_possible());
	fail_all(FAIL_jwt_decode);
	possible = auth_verdict_is_possible();
	fail_none();
	ck_assert(!possible);
}
END_TEST

Suite *
auth_verdict_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_verdict_counts_when_it_was_found_twice, 4},
		{while_memory_is_short_no_verdict_counts, 2},
		ONCE(a_forged_token_is_found_to_be_one),
		ONCE(a_token_that_cannot_be_verified_is_not_handed_out),
		ONCE(a_verdict_is_possible_while_libjwt_works),
	};
	/* clang-format on */

	return suite_of("auth_verdict", tests, COUNT(tests));
}
