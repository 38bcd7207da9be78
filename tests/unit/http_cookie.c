/* http_cookie.c: cookies are found, and set with all their guards. */
#include "http/cookie.h"

#include "unit/suites.h"

/* clang-format off */
static const struct {
	const char *header;
	const char *value; /* NULL: absent */
} headers[] = {
	{"t=abc", "abc"},
	{"a=1; t=abc; b=2", "abc"},
	{"a=1;t=abc;b=2", "abc"},
	{" t = abc ", "abc"},
	{"\tt\t=\tabc\t", "abc"},
	{"t=\"abc\"", "abc"},
	{"t=\"a b\"; x=1", "a b"},
	{"t=a=b==", "a=b=="},
	{"t=", ""},
	{"t=\"\"", ""},
	{"t=\"", "\""},
	{"t=\"abc", "\"abc"},
	{"t=same; a=1; t=same", "same"},
	{"flag; t=abc", "abc"},
	{";;; t=abc;", "abc"},
	{"t", NULL},
	{"", NULL},
	{";", NULL},
	{"T=abc", NULL},
	{"xt=abc", NULL},
	{"tx=abc", NULL},
	{"x=t=abc", NULL},
	{"=abc", NULL},
	{NULL, NULL},
};
/* clang-format on */

START_TEST(a_cookie_is_found_by_its_exact_name)
{
	struct text value;

	ck_assert(http_cookie_find(
		base_text_of(headers[_i].header), "t", &value));
	if (headers[_i].value)
		assert_text(value, headers[_i].value);
	else
		ck_assert_ptr_null(value.data);
}
END_TEST

static const char *const twice[] = {
	"t=first; t=second",
	"t=a; t=",
	"t=; t=a",
	"t=a; x=1; t=a; t=b",
	"t=a; t=A",
};

START_TEST(of_two_that_differ_none_is_chosen)
{
	struct text value;

	ck_assert(!http_cookie_find(base_text_of(twice[_i]), "t", &value));
}
END_TEST

START_TEST(a_cookie_is_set_out_of_scripts_reach)
{
	struct http_response res = {0};

	http_cookie_set(&res, "t", "abc", base_text_of(""), "/auth", 604800);
	assert_buffer(&res.headers,
		"Set-Cookie: t=abc; Max-Age=604800; "
		"Path=/auth; HttpOnly; Secure; SameSite=Strict\r\n");
	http_response_clear(&res);
}
END_TEST

START_TEST(a_cookie_is_cleared_by_its_age)
{
	struct http_response res = {0};

	http_cookie_set(&res, "t", "", base_text_of(""), "/auth", 0);
	assert_buffer(&res.headers,
		"Set-Cookie: t=; Max-Age=0; "
		"Path=/auth; HttpOnly; Secure; SameSite=Strict\r\n");
	http_response_clear(&res);
}
END_TEST

START_TEST(a_cookie_stays_below_the_prefix)
{
	struct http_response res = {0};

	http_cookie_set(
		&res, "t", "abc", (struct text){"/api/x", 4}, "/auth", 1);
	assert_buffer(&res.headers,
		"Set-Cookie: t=abc; Max-Age=1; "
		"Path=/api/auth; HttpOnly; Secure; SameSite=Strict\r\n");
	http_response_clear(&res);
}
END_TEST

Suite *
http_cookie_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_cookie_is_found_by_its_exact_name, headers),
		EACH(of_two_that_differ_none_is_chosen, twice),
		ONCE(a_cookie_is_set_out_of_scripts_reach),
		ONCE(a_cookie_is_cleared_by_its_age),
		ONCE(a_cookie_stays_below_the_prefix),
	};

	return suite_of("http_cookie", tests, COUNT(tests));
}
