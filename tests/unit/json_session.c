/* json_session.c: sessions as their owner sees them. */
#include "json/session.h"

#include "base/time.h"
#include "unit/suites.h"

#define NOW INT64_C(1768249800000000) /* 2026-01-12T20:30:00Z */

START_TEST(a_list_shows_which_session_is_the_current_one_and_no_jti)
{
	/* clang-format off */
	static struct session items[] = {
		{.id = {{1}}, .jti = "this", .issued_at = NOW,
		 .expires_at = NOW + TIME_DAY},
		{.id = {{2}}, .jti = "that", .issued_at = NOW - TIME_DAY,
		 .expires_at = NOW},
	};
	/* clang-format on */
	struct session_page page = {.total = 2, .count = 2, .items = items};
	struct buffer out = {0};

	page.items[0].ip_address = base_text_of("192.0.2.7");
	json_session_write_list(&out, &page, "this");
	assert_json(&out,
		"{'items':["
		"{'id':'01000000-0000-0000-0000-000000000000',"
		"'issued_at':'2026-01-12T20:30:00Z',"
		"'expires_at':'2026-01-13T20:30:00Z',"
		"'ip_address':'192.0.2.7','current':true},"
		"{'id':'02000000-0000-0000-0000-000000000000',"
		"'issued_at':'2026-01-11T20:30:00Z',"
		"'expires_at':'2026-01-12T20:30:00Z',"
		"'ip_address':null,'current':false}]}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(an_empty_list_is_a_list)
{
	static struct session_page page;
	struct buffer out = {0};

	json_session_write_list(&out, &page, "this");
	assert_json(&out, "{'items':[]}");
	base_buffer_clear(&out);
}
END_TEST

Suite *
json_session_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_list_shows_which_session_is_the_current_one_and_no_jti),
		ONCE(an_empty_list_is_a_list),
	};

	return suite_of("json_session", tests, COUNT(tests));
}
