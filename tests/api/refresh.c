/* refresh.c: a session goes on, by the token in the body or in the cookie. */
#include "forge.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define REFRESH "/auth/refresh"

START_TEST(a_refresh_hands_out_another_access_token_of_the_session)
{
	struct person person = person_register();
	struct answer answer = post_refresh(person.refresh);
	const char *token = client_member(&answer, "access_token");
	char jti[64];

	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(json_object_object_length(answer.json), 4);
	ck_assert_ptr_nonnull(token);
	ck_assert_ptr_nonnull(client_member(&answer, "refresh_token"));
	ck_assert_str_eq(client_member(&answer, "token_type"), "bearer");
	ck_assert_str_eq(client_member(&answer, "expires_in"), "3600");
	ck_assert_str_eq(client_header(&answer, "cache-control"), "no-store");
	ck_assert_ptr_nonnull(client_header(&answer, "set-cookie"));
	snprintf(jti, sizeof(jti), "%s", forge_claim(person.refresh, "jti"));
	ck_assert_str_eq(forge_claim(token, "sid"), jti);
	ck_assert_str_eq(forge_claim(token, "sub"), person.id);
	ck_assert_str_eq(forge_claim(token, "email"), person.email);
	ck_assert_str_eq(forge_claim(token, "type"), "access");
	ck_assert_int_eq(
		forge_number(token, "exp"), forge_number(token, "iat") + 3600);
	snprintf(jti, sizeof(jti), "%s", forge_claim(person.access, "jti"));
	ck_assert_str_ne(forge_claim(token, "jti"), jti);
	expect_status(get_todos(token), 200);
	expect_status(get_todos(person.access), 200);
	client_clear(&answer);
}
END_TEST

START_TEST(a_refresh_token_works_again_and_again)
{
	struct person person = person_register();
	size_t i;

	for (i = 0; i < 3; i++)
		expect_status(post_refresh(person.refresh), 200);
	expect_status(post(REFRESH, "{'unknown':[1],'refresh_token':'%s'}",
			      person.refresh),
		200);
}
END_TEST

START_TEST(a_token_that_is_missing_null_or_no_text_is_malformed)
{
	static const char *const bodies[] = {
		"{}",
		"{'refresh_token':null}",
		"{'refresh_token':12}",
		"{'refresh_token':true}",
		"{'refresh_token':''}",
		"{'refresh_token':['a']}",
		"{'refresh_token':{}}",
		"{'REFRESH_TOKEN':'a'}",
	};
	const struct ask bare = {.method = "POST", .target = REFRESH};
	size_t i;

	expect_unauthorized(client_send(&bare), "AUTH_005", false);
	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		expect_unauthorized(post(REFRESH, "%s", quoted(bodies[i])),
			"AUTH_005", false);
}
END_TEST

START_TEST(a_token_that_is_no_token_is_malformed)
{
	static const char *const tokens[] = {
		"x",
		"a.b",
		"..",
		"a.b.c",
		"a.b.c.d",
		"Bearer x",
		" ",
		"eyJhbGciOiJub25lIn0.e30.",
	};
	size_t i;

	for (i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++)
		expect_unauthorized(post_refresh(tokens[i]), "AUTH_005", true);
}
END_TEST

START_TEST(an_access_token_is_no_refresh_token)
{
	struct person person = person_register();
	char forged[FORGED];

	expect_unauthorized(post_refresh(person.access), "AUTH_005", true);
	forge_time(person.access, "exp", -100, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_005", true);
}
END_TEST

/* Claims of a refresh token: what each change of one comes to. */
START_TEST(a_forged_refresh_token_is_judged_by_its_claims)
{
	/* clang-format off */
	static const struct {
		const char *claim, *value, *code;
	} rows[] = {
		{"jti", NULL, "AUTH_005"}, {"jti", "7", "AUTH_005"},
		{"jti", "null", "AUTH_005"}, {"jti", "''", "AUTH_005"},
		{"sub", NULL, "AUTH_005"}, {"sub", "'me'", "AUTH_005"},
		{"sub", "7", "AUTH_005"}, {"type", NULL, "AUTH_005"},
		{"type", "'access'", "AUTH_005"},
		{"type", "'Refresh'", "AUTH_005"}, {"type", "1", "AUTH_005"},
		{"exp", NULL, "AUTH_005"}, {"exp", "'9999999999'", "AUTH_005"},
		{"exp", "true", "AUTH_005"}, {"exp", "1", "AUTH_003"},
		{"exp", "0", "AUTH_003"}, {"exp", "-1", "AUTH_003"},
		/* Well signed, but nobody began a session with it. */
		{"jti", "'5f0c4b9e-6a55-4f0e-8f3a-000000000000'", "AUTH_004"},
		{"sub", "'5f0c4b9e-6a55-4f0e-8f3a-000000000000'", "AUTH_007"},
	};
	/* clang-format on */
	struct person person = person_register();
	char forged[FORGED];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		forge_change(
			person.refresh, rows[i].claim, rows[i].value, forged);
		expect_unauthorized(post_refresh(forged), rows[i].code, true);
	}
	forge_time(person.refresh, "exp", 100, forged);
	expect_status(post_refresh(forged), 200);
	forge_time(person.refresh, "exp", -1, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_003", true);
	expect_unauthorized(
		refresh_by_cookie(forged, NULL, NULL), "AUTH_003", true);
	forge_time(person.refresh, "iat", 120, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_005", true);
}
END_TEST

START_TEST(a_session_of_another_user_cannot_be_claimed)
{
	struct person person = person_register(), other = person_register();
	char forged[FORGED], jti[64];

	snprintf(jti, sizeof(jti), "'%s'", forge_claim(other.refresh, "jti"));
	forge_change(person.refresh, "jti", jti, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_004", true);
}
END_TEST

START_TEST(a_refresh_token_with_another_signature_is_refused)
{
	struct person person = person_register();
	struct json_object *claims = forge_read(person.refresh, 1);
	char forged[FORGED], expired[FORGED];

	forge_spoil(person.refresh, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_006", true);
	expect_unauthorized(
		refresh_by_cookie(forged, NULL, NULL), "AUTH_006", true);
	forge_sign(json_object_to_json_string(claims), "HS256", NULL,
		"a secret of which nobody here has ever heard", forged);
	expect_unauthorized(post_refresh(forged), "AUTH_006", true);
	/* Expired as well: the signature is looked at first. */
	forge_time(person.refresh, "exp", -100, expired);
	forge_spoil(expired, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_006", true);
	json_object_put(claims);
}
END_TEST

START_TEST(a_revoked_session_cannot_be_refreshed)
{
	struct person person = person_register();

	psql("UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = '%s'",
		person.id);
	expect_unauthorized(post_refresh(person.refresh), "AUTH_004", true);
	person_login(&person, PASSWORD);
	expect_status(post_refresh(person.refresh), 200);
	psql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	     " 'refresh', now(), 'admin_revoke', now() + interval '1 day')",
		person.id, forge_claim(person.refresh, "jti"));
	expect_unauthorized(post_refresh(person.refresh), "AUTH_004", true);
	expect_unauthorized(refresh_by_cookie(person.refresh, NULL, NULL),
		"AUTH_004", true);
}
END_TEST

START_TEST(a_disabled_user_cannot_refresh_until_enabled_again)
{
	struct person person = person_register();

	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_unauthorized(post_refresh(person.refresh), "AUTH_007", true);
	expect_unauthorized(refresh_by_cookie(person.refresh, NULL, NULL),
		"AUTH_007", true);
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_status(post_refresh(person.refresh), 200);
}
END_TEST

START_TEST(a_deleted_user_cannot_refresh)
{
	struct person person = person_register();

	psql("DELETE FROM users WHERE id = '%s'", person.id);
	expect_unauthorized(post_refresh(person.refresh), "AUTH_007", true);
}
END_TEST

Suite *
api_suite_refresh(void)
{
	Suite *suite = suite_create("refresh");
	TCase *tests = tcase_create("refresh");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, a_refresh_hands_out_another_access_token_of_the_session);
	tcase_add_test(tests, a_refresh_token_works_again_and_again);
	tcase_add_test(
		tests, a_token_that_is_missing_null_or_no_text_is_malformed);
	tcase_add_test(tests, a_token_that_is_no_token_is_malformed);
	tcase_add_test(tests, an_access_token_is_no_refresh_token);
	tcase_add_test(tests, a_forged_refresh_token_is_judged_by_its_claims);
	tcase_add_test(tests, a_session_of_another_user_cannot_be_claimed);
	tcase_add_test(
		tests, a_refresh_token_with_another_signature_is_refused);
	tcase_add_test(tests, a_revoked_session_cannot_be_refreshed);
	tcase_add_test(
		tests, a_disabled_user_cannot_refresh_until_enabled_again);
	tcase_add_test(tests, a_deleted_user_cannot_refresh);
	suite_add_tcase(suite, tests);
	return suite;
}
