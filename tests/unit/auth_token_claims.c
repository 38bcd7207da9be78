/* auth_token_claims.c: what a well-signed token has to say to be accepted. */
#include "auth/token.h"

#include "base/time.h"
#include "support/hmac.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define KEY "a-key-of-exactly-32-bytes-aaaaaa"
#define SECONDS INT64_C(1768249800)
#define NOW (SECONDS * TIME_SECOND)
#define UUID "6fa459ea-ee8a-4ca4-894e-db77e160355e"
#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* The members of a good token: access unless said otherwise. */
static const char *const members[][2] = {
	{"sub", "'" UUID "'"},
	{"jti", "'j'"},
	{"type", "'access'"},
	{"sid", "'s'"},
	{"iat", "1768249800"},
	{"nbf", "1768249800"},
	{"exp", "1768253400"},
};

/*
 * Verifies a token whose members are the good ones but for one, which has this
 * value instead, as JSON; NULL leaves it out.
 */
static enum error
verify(enum token_type type, const char *name, const char *value,
	struct auth_claims *claims)
{
	struct auth_keys keys = {0};
	struct buffer json = {0};
	const char *shown, *comma = "";
	enum error err;
	char *token;
	size_t i;

	for (i = 0; i < COUNT(members); i++) {
		shown = strcmp(members[i][0], name) == 0 ? value :
							   members[i][1];
		if (!shown)
			continue;
		base_buffer_printf(&json, "%s'%s':%s", *comma ? comma : "{",
			members[i][0], shown);
		comma = ",";
	}
	base_buffer_add(&json, "}", 2);
	ck_assert(!json.failed && auth_token_add_key(&keys, KEY));
	token = hmac_token("{'alg':'HS256'}", json.data, KEY);
	err = auth_token_verify(&keys, base_text_of(token), type, NOW, claims);
	free(token);
	base_buffer_clear(&json);
	return err;
}

/* clang-format off */
static const struct {
	const char *name;
	const char *value; /* NULL: missing */
	enum error error;
} claims_table[] = {
	{"sub", "'" UUID "'", OK},
	{"sub", "'6FA459EA-EE8A-4CA4-894E-DB77E160355E'", OK},
	{"sub", NULL, AUTH_005},
	{"sub", "null", AUTH_005},
	{"sub", "5", AUTH_005},
	{"sub", "['" UUID "']", AUTH_005},
	{"sub", "''", AUTH_005},
	{"sub", "'alice'", AUTH_005},
	{"sub", "'6fa459eaee8a4ca4894edb77e160355e'", AUTH_005},
	{"sub", "'{" UUID "}'", AUTH_005},
	{"sub", "'" UUID "\\u0000'", AUTH_005},

	{"jti", "'" SIXTY "1234'", OK},
	{"jti", "'" SIXTY "12345'", AUTH_005},
	{"jti", "''", AUTH_005},
	{"jti", NULL, AUTH_005},
	{"jti", "null", AUTH_005},
	{"jti", "7", AUTH_005},
	{"jti", "{'a':'b'}", AUTH_005},

	{"type", NULL, AUTH_005},
	{"type", "null", AUTH_005},
	{"type", "0", AUTH_005},
	{"type", "''", AUTH_005},
	{"type", "'refresh'", AUTH_005},
	{"type", "'Access'", AUTH_005},
	{"type", "'access '", AUTH_005},

	{"sid", "'" SIXTY "1234'", OK},
	{"sid", "'" SIXTY "12345'", AUTH_005},
	{"sid", NULL, AUTH_005},
	{"sid", "null", AUTH_005},
	{"sid", "5", AUTH_005},
	{"sid", "''", AUTH_005},

	{"iat", NULL, OK},
	{"iat", "0", OK},
	{"iat", "-1", AUTH_005},
	{"iat", "-9223372036854775808", AUTH_005},
	{"iat", "1768249829", OK},
	{"iat", "1768249830", OK},
	{"iat", "1768249831", AUTH_005},
	{"iat", "9223372036854775807", AUTH_005},
	{"iat", "null", AUTH_005},
	{"iat", "'1768249800'", AUTH_005},
	{"iat", "1768249800.5", AUTH_005},
	{"iat", "1e9", AUTH_005},
	{"iat", "[1768249800]", AUTH_005},

	{"nbf", NULL, OK},
	{"nbf", "0", OK},
	{"nbf", "1768249830", OK},
	{"nbf", "1768249831", AUTH_005},
	{"nbf", "null", AUTH_005},
	{"nbf", "'1768249800'", AUTH_005},

	{"nbf", "0,'aud':'x'", AUTH_005},
	{"nbf", "0,'aud':'todo-api'", AUTH_005},
	{"nbf", "0,'aud':''", AUTH_005},
	{"nbf", "0,'aud':null", AUTH_005},
	{"nbf", "0,'aud':5", AUTH_005},
	{"nbf", "0,'aud':false", AUTH_005},
	{"nbf", "0,'aud':[]", AUTH_005},
	{"nbf", "0,'aud':['x','todo-api']", AUTH_005},
	{"nbf", "0,'a\\u0075d':'x'", AUTH_005},
	{"nbf", "0,'Aud':'x'", OK}, /* another claim */
	{"nbf", "0,'x':{'aud':'x'}", OK},

	{"exp", "1768249801", OK},
	{"exp", "9223372036854775807", OK},
	{"exp", "1768249800", AUTH_002},
	{"exp", "1768249799", AUTH_002},
	{"exp", "0", AUTH_002},
	{"exp", "-1768253400", AUTH_002},
	{"exp", "-9223372036854775808", AUTH_002},
	{"exp", NULL, AUTH_005},
	{"exp", "null", AUTH_005},
	{"exp", "true", AUTH_005},
	{"exp", "'1768253400'", AUTH_005},
	{"exp", "'-'", AUTH_005},
	{"exp", "1e12", AUTH_005},
	{"exp", "1768253400.0", AUTH_005},
	{"exp", "9223372036854775808", AUTH_005},
	{"exp", "[]", AUTH_005},
};
/* clang-format on */

START_TEST(a_claim_that_stands_twice_is_refused)
{
	struct auth_claims claims;

	assert_error(verify(TOKEN_ACCESS, "iat", "1768249800,'exp':1768253400",
			     &claims),
		AUTH_005);
	assert_error(
		verify(TOKEN_ACCESS, "sid", "'s','si\\u0064':'s'", &claims),
		AUTH_005);
	/* What is within other claims is none of ours. */
	assert_error(
		verify(TOKEN_ACCESS, "sid", "'s','x':{'a':1,'b':2}", &claims),
		OK);
}
END_TEST

START_TEST(each_claim_of_an_access_token_is_checked)
{
	struct auth_claims claims;

	assert_error(verify(TOKEN_ACCESS, claims_table[_i].name,
			     claims_table[_i].value, &claims),
		claims_table[_i].error);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name;
	const char *value;
	enum error error;
} refresh_table[] = {
	{"type", "'refresh'", OK},
	{"type", "'access'", AUTH_005},
	{"type", NULL, AUTH_005},
	{"type", "'refresh','gen':0", OK},
	{"type", "'refresh','gen':1", OK},
	{"type", "'refresh','aud':'x'", AUTH_005},
	{"type", "'refresh','gen':1,'aud':['x']", AUTH_005},
	{"type", "'refresh','gen':2000000000000", OK},
	{"type", "'refresh','gen':-1", AUTH_005},
	{"type", "'refresh','gen':'1'", AUTH_005},
	{"type", "'refresh','gen':1.0", AUTH_005},
	{"type", "'refresh','gen':null", AUTH_005},
	{"type", "'refresh','gen':99999999999999999999", AUTH_005},
	{"sid", "5,'gen':1", AUTH_005},
};
/* clang-format on */

START_TEST(a_token_is_good_for_its_own_purpose_alone)
{
	struct auth_claims claims;

	assert_error(verify(TOKEN_REFRESH, refresh_table[_i].name,
			     refresh_table[_i].value, &claims),
		refresh_table[_i].error);
}
END_TEST

START_TEST(an_email_in_a_token_is_not_read)
{
	struct auth_claims claims;

	assert_error(verify(TOKEN_ACCESS, "", NULL, &claims), OK);
	ck_assert_ptr_null(claims.email);
}
END_TEST

/* A token by its payload, which need not be an object. */
static enum error
verify_payload(
	const char *payload, enum token_type type, struct auth_claims *claims)
{
	char *token = hmac_token("{'alg':'HS256'}", payload, KEY);
	struct auth_keys keys = {0};
	enum error err;

	ck_assert(auth_token_add_key(&keys, KEY));
	err = auth_token_verify(&keys, base_text_of(token), type, NOW, claims);
	free(token);
	return err;
}

#define GOOD                                                                   \
	"{'sub':'" UUID "','jti':'j','type':'access','sid':'s',"               \
	"'exp':1768253400}"

static const char *const payloads[] = {"[1]", "[]", "{}", "5", "'a'", "null",
	"no json", "{'sub':", "[{'sub':'" UUID "'}]", GOOD "x", GOOD " {}",
	GOOD "}", "x" GOOD};

START_TEST(a_payload_without_claims_is_refused)
{
	struct auth_claims claims;

	assert_error(
		verify_payload(payloads[_i], TOKEN_ACCESS, &claims), AUTH_005);
	assert_error(verify_payload(GOOD, TOKEN_ACCESS, &claims), OK);
}
END_TEST

START_TEST(an_expired_refresh_token_still_says_whose_it_was)
{
	struct auth_claims claims;
	struct id id;

	ck_assert(base_id_parse(base_text_of(UUID), &id));
	assert_error(verify_payload("{'sub':'" UUID "','jti':'j',"
				    "'type':'refresh','exp':1768249800}",
			     TOKEN_REFRESH, &claims),
		AUTH_003);
	ck_assert(base_id_equal(&claims.user_id, &id));
	ck_assert_str_eq(claims.jti, "j");
	ck_assert_int_eq(claims.type, TOKEN_REFRESH);
	ck_assert_int_eq(claims.expires_at, NOW);
}
END_TEST

START_TEST(a_moment_past_the_year_9999_stays_a_moment)
{
	struct auth_claims claims;
	char text[TIME_TEXT];

	assert_error(
		verify(TOKEN_ACCESS, "exp", "9223372036854775807", &claims),
		OK);
	base_time_format(claims.expires_at, text);
	ck_assert_str_eq(text, "9999-12-31T23:59:59Z");
}
END_TEST

Suite *
auth_token_claims_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_claim_that_stands_twice_is_refused),
		EACH(each_claim_of_an_access_token_is_checked, claims_table),
		EACH(a_token_is_good_for_its_own_purpose_alone, refresh_table),
		ONCE(an_email_in_a_token_is_not_read),
		EACH(a_payload_without_claims_is_refused, payloads),
		ONCE(an_expired_refresh_token_still_says_whose_it_was),
		ONCE(a_moment_past_the_year_9999_stays_a_moment),
	};

	return suite_of("auth_token_claims", tests, COUNT(tests));
}
