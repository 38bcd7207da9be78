/* cookie.c: sessions by the cookie, and which pages may use it. */
#include "forge.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define REFRESH "/auth/refresh"
#define LOGOUT "/auth/logout"

START_TEST(the_cookie_is_enough)
{
	struct person person = person_register();
	char quoted[FORGED];

	expect_status(refresh_by_cookie(person.refresh, NULL, NULL), 200);
	expect_status(refresh_by_cookie(person.refresh, "{}", NULL), 200);
	snprintf(quoted, sizeof(quoted), "\"%s\"; theme=dark", person.refresh);
	expect_status(refresh_by_cookie(quoted, NULL, NULL), 200);
	snprintf(quoted, sizeof(quoted), "%s;theme=dark", person.refresh);
	expect_status(refresh_by_cookie(quoted, NULL, NULL), 200);
}
END_TEST

START_TEST(a_cookie_of_another_name_is_none)
{
	static const char *const names[] = {
		"refresh", "xrefresh_token", "refresh_tokens", "Refresh_Token"};
	struct person person = person_register();
	char cookie[FORGED];
	const struct ask ask = {
		.method = "POST", .target = REFRESH, .headers = {cookie}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(cookie, sizeof(cookie), "Cookie: a=b; %s=%s", names[i],
			person.refresh);
		expect_unauthorized(client_send(&ask), "AUTH_005", false);
	}
}
END_TEST

START_TEST(the_body_wins_over_the_cookie)
{
	struct person person = person_register();
	char body[2048];

	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", person.refresh);
	expect_status(refresh_by_cookie("garbage", body, NULL), 200);
	expect_unauthorized(refresh_by_cookie(person.refresh,
				    "{'refresh_token':'garbage'}", NULL),
		"AUTH_005", true);
	expect_unauthorized(
		refresh_by_cookie(person.refresh, "{'refresh_token':''}", NULL),
		"AUTH_005", false);
	expect_unauthorized(refresh_by_cookie(person.refresh,
				    "{'refresh_token':null}", NULL),
		"AUTH_005", false);
}
END_TEST

START_TEST(a_body_that_is_broken_is_malformed_even_with_a_cookie)
{
	struct person person = person_register();

	expect_error(
		refresh_by_cookie(person.refresh, "{", NULL), "REQUEST_001");
	expect_error(
		refresh_by_cookie(person.refresh, "[]", NULL), "REQUEST_001");
	expect_error(refresh_by_cookie(person.refresh,
			     "{'refresh_token':'a\\u0000'}", NULL),
		"REQUEST_001");
}
END_TEST

START_TEST(a_page_of_a_foreign_origin_may_not_use_the_cookie)
{
	static const char *const origins[] = {
		"Origin: https://evil.example",
		"Origin: null",
		"Origin: https://app.example.evil.example",
		"Origin: https://app.example:8443",
		"Origin: http://app.example",
		"Origin: https://APP.example",
		"Origin: https://app.example/",
		"Origin: https://api.example:8443",
		"Origin: https://sub.api.example",
		"Origin: api.example",
	};
	struct person person = person_register();
	struct answer answer;
	size_t i;

	for (i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		answer = refresh_by_cookie(person.refresh, NULL, origins[i]);
		ck_assert_ptr_null(
			client_header(&answer, "access-control-allow-origin"));
		expect_error(answer, "AUTHZ_002");
	}
	expect_error(
		refresh_by_cookie("garbage", NULL, origins[0]), "AUTHZ_002");
}
END_TEST

START_TEST(a_page_of_another_site_without_an_origin_may_not_either)
{
	struct person person = person_new();

	expect_error(refresh_by_cookie(person.refresh, NULL,
			     "Sec-Fetch-Site: cross-site"),
		"AUTHZ_002");
	expect_error(log_out_by_cookie(person.access, person.refresh, NULL,
			     "Sec-Fetch-Site: same-site"),
		"AUTHZ_002");
	expect_status(refresh_by_cookie(person.refresh, NULL,
			      "Sec-Fetch-Site: same-origin"),
		200);
}
END_TEST

START_TEST(of_two_cookies_that_differ_none_is_chosen)
{
	struct person person = person_new(), second = second_session(&person);
	char both[4096];

	snprintf(both, sizeof(both), "%s; refresh_token=%s", person.refresh,
		second.refresh);
	expect_error(refresh_by_cookie(both, NULL, NULL), "AUTH_005");
	expect_error(
		log_out_by_cookie(person.access, both, NULL, NULL), "AUTH_005");
	expect_session(&person, true);
	expect_session(&second, true);
	snprintf(both, sizeof(both), "%s; refresh_token=%s", person.refresh,
		person.refresh);
	expect_status(refresh_by_cookie(both, NULL, NULL), 200);
}
END_TEST

START_TEST(a_page_of_an_allowed_or_our_own_origin_may_use_the_cookie)
{
	struct person person = person_register();
	struct answer answer = refresh_by_cookie(
		person.refresh, NULL, "Origin: https://app.example");

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_header(&answer, "access-control-allow-origin"),
		"https://app.example");
	ck_assert_str_eq(
		client_header(&answer, "access-control-allow-credentials"),
		"true");
	client_clear(&answer);
	answer = refresh_by_cookie(
		person.refresh, NULL, "Origin: http://api.example");
	ck_assert_ptr_null(
		client_header(&answer, "access-control-allow-origin"));
	expect_status(answer, 200);
}
END_TEST

START_TEST(a_token_in_the_body_may_come_from_anywhere)
{
	struct person person = person_register();
	char body[2048];

	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", person.refresh);
	expect_status(refresh_by_cookie(person.refresh, body,
			      "Origin: https://evil.example"),
		200);
}
END_TEST

START_TEST(a_logout_ends_a_second_own_session_named_in_the_cookie)
{
	struct person person = person_register(),
		      second = second_session(&person);

	expect_goodbye(
		log_out_by_cookie(person.access, second.refresh, NULL, NULL));
	expect_session(&person, false);
	expect_session(&second, false);
}
END_TEST

START_TEST(a_logout_takes_the_body_before_the_cookie)
{
	struct person person = person_register(),
		      second = second_session(&person),
		      third = second_session(&person);
	char body[2048];

	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", second.refresh);
	expect_goodbye(
		log_out_by_cookie(person.access, third.refresh, body, NULL));
	expect_session(&person, false);
	expect_session(&second, false);
	expect_session(&third, true);
	expect_goodbye(log_out_by_cookie(third.access, "garbage", NULL, NULL));
	expect_session(&third, false);
}
END_TEST

START_TEST(a_page_of_a_foreign_origin_may_not_log_out_by_cookie)
{
	static const char evil[] = "Origin: https://evil.example";
	struct person person = person_register();
	char body[2048];

	expect_error(
		log_out_by_cookie(person.access, person.refresh, NULL, evil),
		"AUTHZ_002");
	expect_error(log_out_by_cookie(
			     person.access, "garbage", "{}", "Origin: null"),
		"AUTHZ_002");
	expect_error(
		log_out_by_cookie("x", person.refresh, NULL, evil), "AUTH_005");
	expect_session(&person, true);
	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", person.refresh);
	expect_goodbye(
		log_out_by_cookie(person.access, person.refresh, body, evil));
	expect_session(&person, false);
}
END_TEST

START_TEST(pages_without_the_cookie_or_of_a_good_origin_may_log_out)
{
	static const char *const origins[] = {
		"Origin: https://app.example", "Origin: http://api.example"};
	struct person person = person_register();
	const struct ask plain = {.method = "POST",
		.target = LOGOUT,
		.token = person.access,
		.headers = {"Origin: https://evil.example"}};
	size_t i;

	expect_goodbye(client_send(&plain));
	expect_session(&person, false);
	for (i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		person_login(&person, PASSWORD);
		expect_goodbye(log_out_by_cookie(
			person.access, person.refresh, NULL, origins[i]));
		expect_session(&person, false);
	}
}
END_TEST

Suite *
api_suite_cookie(void)
{
	Suite *suite = suite_create("cookie");
	TCase *tests = tcase_create("cookie");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, the_cookie_is_enough);
	tcase_add_test(tests, a_cookie_of_another_name_is_none);
	tcase_add_test(tests, the_body_wins_over_the_cookie);
	tcase_add_test(
		tests, a_body_that_is_broken_is_malformed_even_with_a_cookie);
	tcase_add_test(
		tests, a_page_of_a_foreign_origin_may_not_use_the_cookie);
	tcase_add_test(
		tests, a_page_of_another_site_without_an_origin_may_not_either);
	tcase_add_test(tests, of_two_cookies_that_differ_none_is_chosen);
	tcase_add_test(tests,
		a_page_of_an_allowed_or_our_own_origin_may_use_the_cookie);
	tcase_add_test(tests, a_token_in_the_body_may_come_from_anywhere);
	tcase_add_test(
		tests, a_logout_ends_a_second_own_session_named_in_the_cookie);
	tcase_add_test(tests, a_logout_takes_the_body_before_the_cookie);
	tcase_add_test(
		tests, a_page_of_a_foreign_origin_may_not_log_out_by_cookie);
	tcase_add_test(tests,
		pages_without_the_cookie_or_of_a_good_origin_may_log_out);
	suite_add_tcase(suite, tests);
	return suite;
}
