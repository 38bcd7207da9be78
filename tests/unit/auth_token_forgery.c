/* auth_token_forgery.c: tokens nobody signed, or in another way than ours. */
#include "auth/token.h"

#include "base/time.h"
#include "support/hmac.h"
#include "unit/keys.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kid { NO_KID, NEW_KID, OLD_KID };

/* Headers by their members and the kid after them, and the key that signs. */
/* clang-format off */
static const struct {
	const char *members;
	enum kid kid;
	const char *secret;
	enum error error;
} headers[] = {
	{"'alg':'HS256'", NEW_KID, NEW_KEY, OK},
	{"'alg':'HS256'", OLD_KID, OLD_KEY, OK},
	{"'typ':'JWT','alg':'HS256'", NEW_KID, NEW_KEY, OK},
	{"'typ':'jwt','alg':'HS256'", NEW_KID, NEW_KEY, OK},
	{"'typ':'at+jwt','alg':'HS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'typ':'','alg':'HS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'typ':5,'alg':'HS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'typ':null,'alg':'HS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'typ':['JWT'],'alg':'HS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256'", NO_KID, NEW_KEY, OK},
	{"'alg':'HS256'", NO_KID, OLD_KEY, AUTH_006},
	{"'alg':'HS256'", NEW_KID, OLD_KEY, AUTH_006},
	{"'alg':'HS256'", OLD_KID, NEW_KEY, AUTH_006},
	{"'alg':'HS256'", NEW_KID, "", AUTH_006},
	{"'alg':'HS256','kid':'unknown'", NO_KID, NEW_KEY, AUTH_006},
	{"'alg':'HS256','kid':''", NO_KID, NEW_KEY, AUTH_006},
	{"'alg':'HS256','kid':null", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','kid':0", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','kid':true", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','kid':[]", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','kid':{}", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','kid':5", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','alg':'HS256'", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'none','alg':'HS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"\"alg\":\"HS256\",\"x\":{\"a:\\\"\":1,\"b\":[{\"c\":2}]}", NEW_KID,
	 NEW_KEY, OK},
	{"\"alg\":\"HS256\", \"x:\\\\\" : \"}:\"", NEW_KID, NEW_KEY, OK},
	{"'alg':'HS256','crit':['exp']", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','b64':false", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','b64':true", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','b64':''", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','crit':[]", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','crit':'exp'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'none'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'None'", NO_KID, "", AUTH_005},
	{"'alg':'HS384'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS512'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'RS256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'ES256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'hs256'", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':''", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':5", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':null", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':['HS256']", NEW_KID, NEW_KEY, AUTH_005},
	{"'x':0", NEW_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256','typ':'JOSE'", NEW_KID, NEW_KEY, AUTH_005},
	{"", NO_KID, NEW_KEY, AUTH_005},
	{"'alg':'HS256'}", NO_KID, NEW_KEY, AUTH_005},
};
/* clang-format on */

START_TEST(the_header_decides_about_key_and_algorithm)
{
	struct auth_keys keys = keys_of(NEW_KEY, OLD_KEY);
	enum kid kid = headers[_i].kid;
	char header[256], end[64] = "";

	if (kid != NO_KID)
		snprintf(end, sizeof(end), ",'kid':'%s'",
			keys.keys[kid == OLD_KID].kid);
	snprintf(header, sizeof(header), "{%s%s}", headers[_i].members, end);
	assert_error(verify_and_free(
			     hmac_token(header, PAYLOAD, headers[_i].secret)),
		headers[_i].error);
}
END_TEST

START_TEST(a_header_that_is_no_object_is_refused)
{
	static const char *const texts[] = {"['HS256']", "'HS256'", "null", "5",
		"no json", "{'alg':'HS256'"};

	assert_error(verify_and_free(hmac_token(texts[_i], PAYLOAD, NEW_KEY)),
		AUTH_005);
}
END_TEST

START_TEST(a_stronger_hmac_of_the_same_key_is_refused)
{
	assert_error(verify_and_free(hmac_token_of(384, PAYLOAD, NEW_KEY)),
		AUTH_005);
	assert_error(verify_and_free(hmac_token_of(512, PAYLOAD, NEW_KEY)),
		AUTH_005);
}
END_TEST

#define HEADER "eyJhbGciOiJIUzI1NiJ9" /* {"alg":"HS256"} */
#define NONE "eyJhbGciOiJub25lIn0"    /* {"alg":"none"} */
#define BODY "e30"                    /* {} */

static const char *const shapes[] = {
	"",
	".",
	"..",
	"...",
	"a",
	"a.b",
	"a.b.c",
	HEADER,
	HEADER "." BODY,
	HEADER "." BODY ".c.d",
	HEADER "." BODY "..",
	HEADER "..c",
	"." BODY ".c",
	HEADER "..",
	NONE "." BODY ".",
	NONE "." BODY ".c",
	NONE "." BODY,
	HEADER "." BODY "=.c",
	HEADER "=." BODY ".c",
	HEADER "." BODY ".c=",
	HEADER "." BODY ".+/",
	HEADER "." BODY ".c ",
	" " HEADER "." BODY ".c",
	HEADER "." BODY ".c\n",
	HEADER "," BODY ".c",
	HEADER "." BODY "a.c",
	HEADER "a." BODY ".c",
	HEADER "."
	       "e3.c",
	HEADER ".\xc3\xa9.c",
	HEADER "AA." BODY ".c",
	HEADER "." BODY "AeA.c", /* a NUL after it */
	"e30." BODY ".c",
	"bm8." BODY ".c",
	HEADER ".bm8.c",
};

START_TEST(a_malformed_token_is_refused)
{
	assert_error(verify_and_free(strdup(shapes[_i])), AUTH_005);
}
END_TEST

START_TEST(an_absent_token_is_refused)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	struct auth_claims claims;

	assert_error(auth_token_verify(&keys, (struct text){0}, TOKEN_ACCESS,
			     NOW, &claims),
		AUTH_005);
	ck_assert_str_eq(claims.jti, "");
}
END_TEST

START_TEST(a_zero_byte_is_no_end_of_a_token)
{
	struct auth_keys keys = keys_of(NEW_KEY, NULL);
	char *token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
	struct auth_claims claims;
	struct text text = {token, strlen(token) + 1};

	assert_error(auth_token_verify(&keys, text, TOKEN_ACCESS, NOW, &claims),
		AUTH_005);
	free(token);
}
END_TEST

START_TEST(an_altered_signature_does_not_verify)
{
	char *token;
	size_t i, len, dot;

	token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
	len = strlen(token);
	dot = (size_t)(strrchr(token, '.') - token);
	free(token);
	for (i = dot + 1; i < len; i++) {
		token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
		token[i] = token[i] == 'A' ? 'B' : 'A';
		assert_error(verify_and_free(token), AUTH_006);
		token = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
		token[i] = '\0';
		assert_error(verify_and_free(token), AUTH_006);
	}
}
END_TEST

START_TEST(an_altered_payload_does_not_verify)
{
	char *good = hmac_token("{'alg':'HS256'}", PAYLOAD, NEW_KEY);
	char *other = hmac_token("{'alg':'HS256'}", "{'sub':'x'}", NEW_KEY);
	char mixed[1024];

	snprintf(mixed, sizeof(mixed), "%.*s%s",
		(int)(strrchr(other, '.') - other), other, strrchr(good, '.'));
	free(good);
	free(other);
	assert_error(verify_and_free(strdup(mixed)), AUTH_006);
}
END_TEST

/* A token of exactly so many bytes, by padding in header and payload. */
static char *
token_of_length(size_t len)
{
	char header[64], payload[4096], *token;
	int i, j;

	for (i = 0; i < 4; i++) {
		for (j = 2700; j < 2900; j++) {
			snprintf(header, sizeof(header),
				"{'alg':'HS256','x':'%.*s'}", i, "xxxx");
			snprintf(payload, sizeof(payload), "%.*s,'x':'%0*d'}",
				(int)sizeof(PAYLOAD) - 2, PAYLOAD, j, 0);
			token = hmac_token(header, payload, NEW_KEY);
			if (strlen(token) == len)
				return token;
			free(token);
		}
	}
	ck_abort_msg("no token has %zu bytes", len);
}

START_TEST(a_token_has_at_most_4096_bytes)
{
	assert_error(verify_and_free(token_of_length(4096)), OK);
	assert_error(verify_and_free(token_of_length(4097)), AUTH_005);
}
END_TEST

Suite *
auth_token_forgery_suite(void)
{
	const struct suite_test tests[] = {
		EACH(the_header_decides_about_key_and_algorithm, headers),
		{a_header_that_is_no_object_is_refused, 6},
		ONCE(a_stronger_hmac_of_the_same_key_is_refused),
		EACH(a_malformed_token_is_refused, shapes),
		ONCE(an_absent_token_is_refused),
		ONCE(a_zero_byte_is_no_end_of_a_token),
		ONCE(an_altered_signature_does_not_verify),
		ONCE(an_altered_payload_does_not_verify),
		ONCE(a_token_has_at_most_4096_bytes),
	};

	return suite_of("auth_token_forgery", tests, COUNT(tests));
}
