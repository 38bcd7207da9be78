/* login.c: a session begins, or does not. */
#include "forge.h"
#include "post.h"
#include "suites.h"

#include "base/id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOGIN "/auth/login"

START_TEST(a_login_hands_out_two_tokens)
{
	struct person person = person_register();
	struct answer answer = post_login(person.email, PASSWORD, NULL);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_int_eq(json_object_object_length(answer.json), 4);
	ck_assert_ptr_nonnull(client_member(&answer, "access_token"));
	ck_assert_ptr_nonnull(client_member(&answer, "refresh_token"));
	ck_assert_str_eq(client_member(&answer, "token_type"), "bearer");
	ck_assert_str_eq(client_member(&answer, "expires_in"), "3600");
	ck_assert_str_eq(client_header(&answer, "cache-control"), "no-store");
	expect_status(get_todos(client_member(&answer, "access_token")), 200);
	expect_status(
		post_refresh(client_member(&answer, "refresh_token")), 200);
	client_clear(&answer);
}
END_TEST

START_TEST(a_login_sets_the_cookie_of_its_refresh_token)
{
	struct person person = person_register();
	struct answer answer = post_login(person.email, PASSWORD, NULL);
	char expected[1200];

	snprintf(expected, sizeof(expected),
		"refresh_token=%s; Max-Age=604800; "
		"Path=%s/auth; HttpOnly; Secure; SameSite=Strict",
		client_member(&answer, "refresh_token"), client_prefix());
	ck_assert_str_eq(client_header(&answer, "set-cookie"), expected);
	client_clear(&answer);
}
END_TEST

START_TEST(an_access_token_says_who_and_how_long)
{
	struct person person = person_register();
	struct json_object *claims = forge_read(person.access, 1);
	const char *token = person.access;
	long now = (long)time(NULL);
	char session[64];

	ck_assert_int_eq(json_object_object_length(claims), 8);
	json_object_put(claims);
	ck_assert_str_eq(forge_claim(token, "sub"), person.id);
	ck_assert_str_eq(forge_claim(token, "email"), person.email);
	ck_assert_str_eq(forge_claim(token, "type"), "access");
	ck_assert_int_le(labs(forge_number(token, "iat") - now), 60);
	ck_assert_int_eq(
		forge_number(token, "exp"), forge_number(token, "iat") + 3600);
	snprintf(session, sizeof(session), "%s",
		forge_claim(person.refresh, "jti"));
	ck_assert_str_eq(forge_claim(token, "sid"), session);
	ck_assert_str_ne(forge_claim(token, "jti"), session);
}
END_TEST

START_TEST(a_refresh_token_says_who_and_how_long)
{
	struct person person = person_register();
	struct json_object *claims = forge_read(person.refresh, 1);
	const char *token = person.refresh;

	ck_assert_int_eq(json_object_object_length(claims), 6);
	json_object_put(claims);
	ck_assert_str_eq(forge_claim(token, "sub"), person.id);
	ck_assert_str_eq(forge_claim(token, "type"), "refresh");
	ck_assert_int_eq(forge_number(token, "exp"),
		forge_number(token, "iat") + 7 * 24 * 3600);
}
END_TEST

START_TEST(the_header_of_a_token_names_algorithm_and_key)
{
	struct person person = person_register();
	const char *const tokens[] = {person.access, person.refresh};
	struct json_object *header;
	char kid[ID_KEY];
	size_t i;

	base_id_fingerprint(forge_secret(), strlen(forge_secret()), kid);
	for (i = 0; i < 2; i++) {
		header = forge_read(tokens[i], 0);
		ck_assert_str_eq(json_object_get_string(
					 json_object_object_get(header, "alg")),
			"HS256");
		ck_assert_str_eq(json_object_get_string(
					 json_object_object_get(header, "kid")),
			kid);
		json_object_put(header);
	}
}
END_TEST

/* clang-format off */
START_TEST(a_session_has_a_row_with_the_address_of_the_client)
{
	struct person person = person_register();
	const char *token = person.refresh;
	char jti[64], expected[128];

	snprintf(jti, sizeof(jti), "%s", forge_claim(token, "jti"));
	snprintf(expected, sizeof(expected), "%s %s %ld %ld t",
		person.id, client_address(), forge_number(token, "iat"),
		forge_number(token, "exp"));
	ck_assert_str_eq(psql("SELECT concat_ws(' ', user_id, ip_address,"
		" floor(extract(epoch FROM issued_at)),"
		" floor(extract(epoch FROM expires_at)), revoked_at IS NULL)"
		" FROM refresh_tokens WHERE token_jti = '%s'", jti), expected);
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
		" WHERE user_id = '%s'", person.id), "1");
}
END_TEST
/* clang-format on */

/* clang-format off */
START_TEST(a_login_sets_last_login_at_and_a_failed_one_does_not)
{
	struct person person = person_register();

	ck_assert_str_eq(psql("SELECT last_login_at = (SELECT issued_at"
		" FROM refresh_tokens WHERE user_id = u.id)"
		" FROM users u WHERE id = '%s'", person.id), "t");
	psql("UPDATE users SET last_login_at = NULL WHERE id = '%s'", person.id);
	expect_error(post_login(person.email, "Wrong-1x", NULL), "AUTH_001");
	ck_assert_str_eq(psql("SELECT last_login_at IS NULL FROM users"
		" WHERE id = '%s'", person.id), "t");
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	ck_assert_str_eq(psql("SELECT last_login_at IS NULL FROM users"
		" WHERE id = '%s'", person.id), "f");
}
END_TEST
/* clang-format on */

START_TEST(each_login_begins_a_session_of_its_own)
{
	struct person first = person_register(), second = first;

	person_login(&second, PASSWORD);
	ck_assert_str_ne(first.access, second.access);
	ck_assert_str_ne(first.refresh, second.refresh);
	expect_status(get_todos(first.access), 200);
	expect_status(get_todos(second.access), 200);
	expect_status(post_refresh(first.refresh), 200);
	expect_status(post_refresh(second.refresh), 200);
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 first.id),
		"2");
}
END_TEST

/* Asserts that two errors differ in nothing but time and request id. */
static void
expect_alike(struct answer one, struct answer two)
{
	static const char *const members[] = {
		"error_code", "message", "details"};
	const char *a, *b;
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		a = client_member(&one, members[i]);
		b = client_member(&two, members[i]);
		ck_assert_str_eq(a ? a : "null", b ? b : "null");
	}
	ck_assert_int_eq(one.status, two.status);
	ck_assert_int_eq(json_object_object_length(one.json),
		json_object_object_length(two.json));
	expect_error(one, "AUTH_001");
	expect_error(two, "AUTH_001");
}

START_TEST(wrong_email_and_wrong_password_are_told_alike)
{
	struct person person = person_register();
	char nobody[64];

	person_email(nobody);
	expect_alike(post_login(person.email, "Wrong-1x", NULL),
		post_login(nobody, PASSWORD, NULL));
	ck_assert_str_eq(psql("SELECT count(*) FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		"1");
}
END_TEST

START_TEST(a_failed_login_sets_no_cookie_and_blames_no_token)
{
	struct person person = person_register();
	struct answer answer = post_login(person.email, "Wrong-1x", NULL);

	ck_assert_ptr_null(client_header(&answer, "set-cookie"));
	ck_assert_ptr_nonnull(client_header(&answer, "www-authenticate"));
	ck_assert_mem_eq(
		client_header(&answer, "www-authenticate"), "Bearer", 6);
	ck_assert_ptr_null(
		strstr(client_header(&answer, "www-authenticate"), "error"));
	expect_error(answer, "AUTH_001");
}
END_TEST

/* clang-format off */
START_TEST(a_password_that_is_not_the_very_same_is_wrong)
{
	static const char *const passwords[] = {
		"myPassword123!", "MyPassword123", "MyPassword123!!",
		" MyPassword123!", "MyPassword123! ", "x",
		PASSWORD PASSWORD PASSWORD PASSWORD PASSWORD PASSWORD,
	};
	struct person person = person_register();
	unsigned int i;

	for (i = 0; i < sizeof(passwords) / sizeof(passwords[0]); i++)
		expect_error(post_login(person.email, passwords[i],
			other_address(i / 4)), "AUTH_001");
}
END_TEST
/* clang-format on */

START_TEST(a_field_that_is_missing_empty_or_no_text_is_named)
{
	/* clang-format off */
	static const struct {
		const char *body;
		const char *field;
	} rows[] = {
		{"{}", "email"},
		{"{'password':'x'}", "email"},
		{"{'password':'x','email':null}", "email"},
		{"{'password':'x','email':''}", "email"},
		{"{'password':'x','email':1}", "email"},
		{"{'password':'x','email':['a@example.com']}", "email"},
		{"{'password':'','email':''}", "email"},
		{"{'email':'a@example.com'}", "password"},
		{"{'email':'a@example.com','password':null}", "password"},
		{"{'email':'a@example.com','password':''}", "password"},
		{"{'email':'a@example.com','password':false}", "password"},
		{"{'email':'a@example.com','password':{}}", "password"},
		{"{'email':'plain','password':''}", "password"},
	};
	/* clang-format on */
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_fault(post(LOGIN, "%s", quoted(rows[i].body)),
			"VALIDATION_001", rows[i].field);
}
END_TEST

/* clang-format off */
START_TEST(a_disabled_user_is_told_so_only_with_the_right_password)
{
	struct person person = person_register();

	psql("UPDATE users SET is_active = false, last_login_at = NULL"
	    " WHERE id = '%s'", person.id);
	expect_error(post_login(person.email, PASSWORD, NULL), "AUTH_007");
	expect_error(post_login(person.email, "Wrong-1x", NULL), "AUTH_001");
	ck_assert_str_eq(psql("SELECT concat_ws(' ', last_login_at IS NULL,"
		" (SELECT count(*) FROM refresh_tokens WHERE user_id = u.id))"
		" FROM users u WHERE id = '%s'", person.id), "t 1");
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
}
END_TEST
/* clang-format on */

START_TEST(a_deleted_user_is_an_unknown_one)
{
	struct person person = person_register();

	psql("DELETE FROM users WHERE id = '%s'", person.id);
	expect_error(post_login(person.email, PASSWORD, NULL), "AUTH_001");
}
END_TEST

Suite *
api_suite_login(void)
{
	Suite *suite = suite_create("login");
	TCase *tests = tcase_create("login");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_login_hands_out_two_tokens);
	tcase_add_test(tests, a_login_sets_the_cookie_of_its_refresh_token);
	tcase_add_test(tests, an_access_token_says_who_and_how_long);
	tcase_add_test(tests, a_refresh_token_says_who_and_how_long);
	tcase_add_test(tests, the_header_of_a_token_names_algorithm_and_key);
	tcase_add_test(
		tests, a_session_has_a_row_with_the_address_of_the_client);
	tcase_add_test(
		tests, a_login_sets_last_login_at_and_a_failed_one_does_not);
	tcase_add_test(tests, each_login_begins_a_session_of_its_own);
	tcase_add_test(tests, wrong_email_and_wrong_password_are_told_alike);
	tcase_add_test(
		tests, a_failed_login_sets_no_cookie_and_blames_no_token);
	tcase_add_test(tests, a_password_that_is_not_the_very_same_is_wrong);
	tcase_add_test(
		tests, a_field_that_is_missing_empty_or_no_text_is_named);
	tcase_add_test(
		tests, a_disabled_user_is_told_so_only_with_the_right_password);
	tcase_add_test(tests, a_deleted_user_is_an_unknown_one);
	suite_add_tcase(suite, tests);
	return suite;
}
