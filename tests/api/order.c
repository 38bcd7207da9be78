/* order.c: which of several things wrong with a request is named. */
#include "post.h"
#include "session.h"
#include "suites.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Requests that fail for what they say, once their sender is let in. */
/* clang-format off */
static const struct ask bad_requests[] = {
	{.method = "POST", .target = "/todos", .body = "{"},
	{.method = "POST", .target = "/todos", .body = "{}"},
	{.method = "GET", .target = "/todos?limit=0"},
	{.method = "PUT", .target = "/todos/x", .body = "{'title':1}"},
	{.method = "POST", .target = "/auth/change-password", .body = "{}"},
	{.method = "POST", .target = "/auth/logout",
	 .body = "{'refresh_token':null}"},
	{.method = "GET", .target = "/admin/users?limit=0"},
	{.method = "PUT", .target = "/admin/users/x", .body = "{"},
	{.method = "PUT", .target = "/admin/users/x", .body = "{}"},
};
/* clang-format on */

static void
expect_all_refused(const char *token, const char *code)
{
	struct ask ask;
	size_t i;

	for (i = 0; i < COUNT(bad_requests); i++) {
		ask = bad_requests[i];
		ask.token = token;
		expect_unauthorized(client_send(&ask), code, true);
	}
}

START_TEST(a_revoked_token_is_refused_before_what_it_asks_is_looked_at)
{
	struct person person = person_new();

	expect_goodbye(post_as(person.access, "/auth/logout", "{}"));
	expect_all_refused(person.access, "AUTH_004");
}
END_TEST

START_TEST(a_disabled_user_is_refused_before_what_is_asked_is_looked_at)
{
	struct person person = person_new();

	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_all_refused(person.access, "AUTH_007");
}
END_TEST

START_TEST(a_good_token_gets_the_request_s_own_error)
{
	static const char *const codes[] = {"REQUEST_001", "VALIDATION_004",
		"VALIDATION_002", "VALIDATION_002", "VALIDATION_004",
		"AUTH_005", "VALIDATION_002", "REQUEST_001", "VALIDATION_004"};
	struct person person = person_new_admin();
	struct ask ask;
	size_t i;

	for (i = 0; i < COUNT(bad_requests); i++) {
		ask = bad_requests[i];
		ask.token = person.access;
		expect_error(client_send(&ask), codes[i]);
	}
	expect_session(&person, true);
}
END_TEST

Suite *
api_suite_order(void)
{
	Suite *suite = suite_create("order");
	TCase *tests = tcase_create("order");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests,
		a_revoked_token_is_refused_before_what_it_asks_is_looked_at);
	tcase_add_test(tests,
		a_disabled_user_is_refused_before_what_is_asked_is_looked_at);
	tcase_add_test(tests, a_good_token_gets_the_request_s_own_error);
	suite_add_tcase(suite, tests);
	return suite;
}
