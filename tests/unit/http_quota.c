/* http_quota.c: quotas as the structured fields that clients read. */
#include "http/quota.h"

#include "unit/suites.h"

START_TEST(each_quota_has_its_policy_and_what_is_left)
{
	static const struct http_quota quotas[] = {
		{"login-failures", 60, 59, 60}, {"hashes", 120, 0, 7}};
	struct http_response res = {0};

	http_quota_write(&res, quotas, COUNT(quotas));
	assert_buffer(&res.headers,
		"RateLimit-Policy: \"login-failures\";q=60;w=60, "
		"\"hashes\";q=120;w=60\r\n"
		"RateLimit: \"login-failures\";r=59;t=60, "
		"\"hashes\";r=0;t=7\r\n");
	http_response_clear(&res);
}
END_TEST

START_TEST(without_a_quota_nothing_is_said)
{
	struct http_response res = {0};

	http_quota_write(&res, NULL, 0);
	ck_assert_uint_eq(res.headers.len, 0);
}
END_TEST

Suite *
http_quota_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(each_quota_has_its_policy_and_what_is_left),
		ONCE(without_a_quota_nothing_is_said),
	};

	return suite_of("http_quota", tests, COUNT(tests));
}
