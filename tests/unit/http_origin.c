/* http_origin.c: origins of the setting, as browsers send them. */
#include "http/origin.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

/* An origin as it may be written; NULL: it stays as it is. */
/* clang-format off */
static const struct {
	const char *written, *sent;
} good[] = {
	{"https://app.example", NULL},
	{"http://a", NULL},
	{"http://127.0.0.1:8000", NULL},
	{"https://a-b.c", NULL},
	{"https://my_app.example.org", NULL},
	{"https://_", NULL},
	{"https://xn--bcher-kva.example", NULL},
	{"https://example.org:443", "https://example.org"},
	{"http://example.org:80", "http://example.org"},
	{"http://example.org:443", NULL},
	{"https://example.org:80", NULL},
	{"https://example.org:8443", NULL},
	{"https://example.org:0443", "https://example.org"},
	{"https://example.org:", "https://example.org"},
	{"https://example.org:65535", NULL},
	{"https://App.EXAMPLE", "https://app.example"},
	{"HTTPS://app.example:443", "https://app.example"},
	{"https://[::1]:8443", NULL},
	{"https://[::1]:443", "https://[::1]"},
	{"https://[2001:DB8:0:0::1]", "https://[2001:db8::1]"},
	{"http://[1::2:3:4:5:6:7]", "http://[1:0:2:3:4:5:6:7]"},
	{"capacitor://localhost", NULL},
	{"ionic://localhost", NULL},
	{"tauri://localhost", NULL},
	{"app://obsidian.md", NULL},
	{"app://.", NULL},
	{"app://localhost:443", NULL},
	{"Capacitor://localHost", "capacitor://localHost"},
	{"chrome-extension://abcdefghijklmnop", NULL},
	{"https://" FIFTY FIFTY FIFTY FIFTY FIFTY "01234", NULL},
};
/* clang-format on */

START_TEST(an_origin_is_brought_into_the_form_that_browsers_send)
{
	const char *why = "", *sent = good[_i].sent;
	char *origin = http_origin_new(good[_i].written, &why);

	ck_assert_msg(origin, "%s: %s", good[_i].written, why);
	ck_assert_ptr_null(why);
	ck_assert_str_eq(origin, sent ? sent : good[_i].written);
	free(origin);
}
END_TEST

/* What no page is from, and a word of what is said of it. */
/* clang-format off */
static const struct {
	const char *written, *hint;
} bad[] = {
	{"*", "scheme"}, {"", "scheme"}, {"null", "scheme"},
	{"app.example", "scheme"}, {"app.example:443", "scheme"},
	{"://app.example", "scheme"}, {"1app://a", "scheme"},
	{" https://a", "scheme"}, {"https:/a", "scheme"},
	{"mailto:a@b", "scheme"}, {"data:x", "scheme"},
	{"ftp://a", "of this scheme"}, {"file://a", "of this scheme"},
	{"FILE://", "of this scheme"}, {"ws://a", "of this scheme"},
	{"wss://a", "of this scheme"},
	{"https://", "host is missing"}, {"app://", "host is missing"},
	{"https://:443", "after a host"}, {"https:///a", "slash"},
	{"https://app.example/", "slash"}, {"https://app.example/a", "slash"},
	{"https://app.example:8443/", "65535"}, {"https://a?b", "slash"},
	{"https://a#b", "slash"}, {"https://[::1]/", "slash"},
	{"https://*.a", "without \"*\""}, {"https://a.*", "without \"*\""},
	{"https://*", "without \"*\""},
	{"https://b\xc3\xbc" "cher.example", "xn--"}, {"https://u@a", "letters"},
	{"https://a b", "letters"}, {"https://a\r\nX: 1", "letters"},
	{"https://a\"", "letters"}, {"https://a,https://b", "letters"},
	{"https://a:x", "65535"}, {"https://a:1:2", "65535"},
	{"https://a:65536", "65535"}, {"https://a:-1", "65535"},
	{"https://a:99999999999999999999", "65535"}, {"https://::1", "65535"},
	{"https://[::1", "[::1]"}, {"https://[]", "[::1]"},
	{"https://[::g]", "[::1]"}, {"https://[127.0.0.1]", "[::1]"},
	{"https://a]", "[::1]"}, {"https://[::1%25eth0]", "[::1]"},
	{"https://[" FIFTY "]", "[::1]"},
	{"https://" FIFTY FIFTY FIFTY FIFTY FIFTY "012345", "letters"},
};
/* clang-format on */

START_TEST(what_no_browser_sends_is_refused_with_what_to_write)
{
	const char *why = NULL;
	char *origin = http_origin_new(bad[_i].written, &why);

	ck_assert_msg(!origin, "%s: %s", bad[_i].written, origin);
	ck_assert_msg(why && strstr(why, bad[_i].hint), "%s: %s",
		bad[_i].written, why ? why : "");
}
END_TEST

START_TEST(the_web_s_hosts_are_told_from_those_of_apps)
{
	ck_assert_str_eq(http_origin_host("https://a:8443"), "a:8443");
	ck_assert_str_eq(http_origin_host("http://a"), "a");
	ck_assert_str_eq(http_origin_host("http://"), "");
	ck_assert_ptr_null(http_origin_host("httpx://a"));
	ck_assert_ptr_null(http_origin_host("capacitor://localhost"));
	ck_assert_ptr_null(http_origin_host("HTTPS://a"));
	ck_assert_ptr_null(http_origin_host("null"));
	ck_assert_ptr_null(http_origin_host(""));
}
END_TEST

START_TEST(without_memory_nothing_is_said_against_the_origin)
{
	const char *why = "";

	fail_nth(FAIL_strdup, 1);
	ck_assert_ptr_null(http_origin_new("https://a", &why));
	ck_assert(fail_happened());
	ck_assert_ptr_null(why);
}
END_TEST

Suite *
http_origin_suite(void)
{
	const struct suite_test tests[] = {
		EACH(an_origin_is_brought_into_the_form_that_browsers_send,
			good),
		EACH(what_no_browser_sends_is_refused_with_what_to_write, bad),
		ONCE(the_web_s_hosts_are_told_from_those_of_apps),
		ONCE(without_memory_nothing_is_said_against_the_origin),
	};

	return suite_of("http_origin", tests, COUNT(tests));
}
