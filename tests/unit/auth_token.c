/* auth_token.c: keys, and what a signed token says. */
#include "auth/token.h"

#include "base/time.h"
#include "support/fail.h"
#include "support/hmac.h"
#include "unit/keys.h"
#include "unit/suites.h"

#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct auth_claims
claims_of(enum token_type type)
{
	struct auth_claims claims = {.type = type,
		.jti = "j",
		.email = "a@b.c",
		.issued_at = NOW + 999999,
		.expires_at = NOW + TIME_DAY + 999999};

	ck_assert(base_id_parse(base_text_of(UUID), &claims.user_id));
	if (type == TOKEN_ACCESS)
		memcpy(claims.session, "s", 2);
	return claims;
}

START_TEST(a_signed_token_says_what_went_in)
{
	enum token_type type = _i == 0 ? TOKEN_ACCESS : TOKEN_REFRESH;
	struct auth_keys keys = keys_of(NEW_KEY, OLD_KEY);
	struct auth_claims in = claims_of(type), out;
	char *token = auth_token_sign(&keys, &in);

	ck_assert_ptr_nonnull(token);
	assert_error(
		auth_token_verify(&keys, base_text_of(token), type, NOW, &out),
		OK);
	ck_assert_int_eq(out.type, type);
	ck_assert(base_id_equal(&out.user_id, &in.user_id));
	ck_assert_str_eq(out.jti, "j");
	/* The first refresh token is what its session is called by. */
	ck_assert_str_eq(out.session, type == TOKEN_ACCESS ? "s" : "j");
	/* Whole seconds. */
	ck_assert_int_eq(out.issued_at, NOW);
	ck_assert_int_eq(out.expires_at, NOW + TIME_DAY);
	auth_token_free(token);
}
END_TEST

/* The members of a token's payload, as JSON with sorted keys. */
static char *
payload_of(const struct auth_keys *keys, enum token_type type)
{
	struct auth_claims in = claims_of(type);
	char *token = auth_token_sign(keys, &in), *json;
	jwt_t *jwt;

	ck_assert_int_eq(jwt_decode(&jwt, token, NULL, 0), 0);
	ck_assert_str_eq(jwt_get_header(jwt, "alg"), "HS256");
	ck_assert_str_eq(jwt_get_header(jwt, "kid"), keys->keys[0].kid);
	json = jwt_get_grants_json(jwt, NULL);
	jwt_free(jwt);
	auth_token_free(token);
	return json;
}

START_TEST(a_token_carries_the_agreed_claims_and_no_more)
{
	struct auth_keys keys = keys_of(NEW_KEY, OLD_KEY);
	char *access, *refresh;

	keys.issuer = "todo-api";
	access = payload_of(&keys, TOKEN_ACCESS);
	refresh = payload_of(&keys, TOKEN_REFRESH);

	ck_assert_str_eq(access,
		quoted("{'email':'a@b.c','exp':1768336200,"
		       "'iat':1768249800,'iss':'todo-api','jti':'j','sid':'s',"
		       "'sub':'" UUID "','type':'access'}"));
	ck_assert_str_eq(refresh,
		quoted("{'exp':1768336200,'iat':1768249800,"
		       "'iss':'todo-api','jti':'j','sub':'" UUID
		       "','type':'refresh'}"));
	free(access);
	free(refresh);
}
END_TEST

START_TEST(a_later_refresh_token_names_its_session_and_generation)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	struct auth_claims in = claims_of(TOKEN_REFRESH), out;
	char *token, *again;

	in.generation = 7;
	memcpy(in.session, "s", 2);
	auth_token_child_jti("s", 7, in.jti);
	token = auth_token_sign(&keys, &in);
	again = auth_token_sign(&keys, &in);
	assert_error(auth_token_verify(&keys, base_text_of(token),
			     TOKEN_REFRESH, NOW, &out),
		OK);
	ck_assert_int_eq(out.generation, 7);
	ck_assert_str_eq(out.session, "s");
	ck_assert_str_eq(out.jti, "s.7");
	/* The same claims are the same token, whoever signs them. */
	ck_assert_str_eq(token, again);
	auth_token_free(token);
	auth_token_free(again);
}
END_TEST

START_TEST(the_jti_of_a_later_token_has_room)
{
	char session[JTI_MAX + 1], jti[JTI_MAX + 1];

	memset(session, 'x', JTI_MAX);
	session[JTI_MAX] = '\0';
	auth_token_child_jti(session, 1000000000, jti);
	ck_assert_str_eq(jti + 52, ".1000000000");
}
END_TEST

/* What a token says of its issuer, and who we are. */
/* clang-format off */
static const struct {
	const char *issuer; /* ours; NULL: none */
	const char *member; /* of the token */
	enum error error;
} issuers[] = {
	{"todo-api", "", OK},
	{"todo-api", ",'iss':'todo-api'", OK},
	{"todo-api", ",'iss':'Todo-api'", AUTH_005},
	{"todo-api", ",'iss':'todo-ap'", AUTH_005},
	{"todo-api", ",'iss':''", AUTH_005},
	{"todo-api", ",'iss':null", AUTH_005},
	{"todo-api", ",'iss':5", AUTH_005},
	{"todo-api", ",'iss':['todo-api']", AUTH_005},
	{NULL, "", OK},
	{NULL, ",'iss':'todo-api'", AUTH_005},
};
/* clang-format on */

START_TEST(a_token_of_another_issuer_is_refused)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	struct auth_claims claims;
	char payload[512], *token;

	keys.issuer = issuers[_i].issuer;
	snprintf(payload, sizeof(payload), "%.*s%s}", (int)sizeof(PAYLOAD) - 2,
		PAYLOAD, issuers[_i].member);
	token = hmac_token("{'alg':'HS256'}", payload, NEW_KEY);
	assert_error(auth_token_verify(&keys, base_text_of(token), TOKEN_ACCESS,
			     NOW, &claims),
		issuers[_i].error);
	free(token);
}
END_TEST

START_TEST(a_token_of_the_previous_key_still_verifies)
{
	struct auth_keys old = keys_of(OLD_KEY, NULL);
	struct auth_claims in = claims_of(TOKEN_ACCESS);

	assert_error(verify_and_free(auth_token_sign(&old, &in)), OK);
}
END_TEST

START_TEST(a_token_of_a_key_that_is_gone_does_not_verify)
{
	struct auth_keys gone =
		keys_of("a-key-that-nobody-knows-any-more", NULL);
	struct auth_claims in = claims_of(TOKEN_ACCESS);

	assert_error(verify_and_free(auth_token_sign(&gone, &in)), AUTH_006);
}
END_TEST

START_TEST(a_secret_has_at_least_32_bytes)
{
	struct auth_keys keys = {0};

	ck_assert(!auth_token_add_key(&keys, ""));
	ck_assert(
		!auth_token_add_key(&keys, "31-bytes-are-one-too-few-aaaaaa"));
	ck_assert_uint_eq(keys.count, 0);
	ck_assert(auth_token_add_key(&keys, NEW_KEY));
	ck_assert_uint_eq(keys.count, 1);
	ck_assert_uint_eq(keys.keys[0].len, 32);
	ck_assert_uint_eq(strlen(keys.keys[0].kid), ID_KEY - 1);
}
END_TEST

START_TEST(there_are_at_most_33_keys)
{
	struct auth_keys keys = {0};
	size_t i;

	for (i = 0; i < 33; i++)
		ck_assert(auth_token_add_key(&keys, NEW_KEY));
	ck_assert(!auth_token_add_key(&keys, NEW_KEY));
	ck_assert_uint_eq(keys.count, 33);
}
END_TEST

START_TEST(a_jti_is_a_new_id)
{
	char a[JTI_MAX + 1], b[JTI_MAX + 1];

	auth_token_new_jti(a);
	auth_token_new_jti(b);
	ck_assert_uint_eq(strlen(a), 36);
	ck_assert_str_ne(a, b);
}
END_TEST

START_TEST(no_token_is_signed_without_memory)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	struct auth_claims claims = claims_of(TOKEN_ACCESS);
	char *token;

	fail_nth(_i == 0 ? FAIL_jwt_new : FAIL_jwt_encode_str, 1);
	token = auth_token_sign(&keys, &claims);
	ck_assert(fail_happened());
	ck_assert_ptr_null(token);
	auth_token_free(token);
}
END_TEST

START_TEST(no_token_is_blamed_for_a_lack_of_memory)
{
	char *token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);

	/* Once to read the header, once to verify. */
	fail_nth(FAIL_jwt_decode, _i + 1);
	assert_error(verify_and_free(token), SERVER_002);
	ck_assert(fail_happened());
}
END_TEST

Suite *
auth_token_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_signed_token_says_what_went_in, 2},
		ONCE(a_token_carries_the_agreed_claims_and_no_more),
		ONCE(a_later_refresh_token_names_its_session_and_generation),
		ONCE(the_jti_of_a_later_token_has_room),
		EACH(a_token_of_another_issuer_is_refused, issuers),
		ONCE(a_token_of_the_previous_key_still_verifies),
		ONCE(a_token_of_a_key_that_is_gone_does_not_verify),
		ONCE(a_secret_has_at_least_32_bytes),
		ONCE(there_are_at_most_33_keys),
		ONCE(a_jti_is_a_new_id),
		{no_token_is_signed_without_memory, 2},
		{no_token_is_blamed_for_a_lack_of_memory, 2},
	};
	/* clang-format on */

	return suite_of("auth_token", tests, COUNT(tests));
}
