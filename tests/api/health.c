/* health.c: the state of health. */
#include "person.h"
#include "suites.h"

START_TEST(a_healthy_service_says_so)
{
	const struct ask ask = {.target = "/health"};
	struct answer answer = client_send(&ask);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "status"), "healthy");
	ck_assert_str_eq(client_member(&answer, "database"), "connected");
	ck_assert_str_eq(client_member(&answer, "checks.db_connection"), "true");
	ck_assert_ptr_null(client_member(&answer, "checks.redis"));
	ck_assert_ptr_nonnull(client_member(&answer, "timestamp"));
	client_clear(&answer);
}
END_TEST

Suite *
api_suite_health(void)
{
	Suite *suite = suite_create("health");
	TCase *tests = tcase_create("health");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_healthy_service_says_so);
	suite_add_tcase(suite, tests);
	return suite;
}
