/* http_cors.c: which origins may read, and whose cookies count. */
#include "http/cors.h"

#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static const char *const origins[] = {
	"https://app.example", "http://localhost:3000"};
static const struct http_cors cors = {origins, 2};

#define ALLOW_APP                                                              \
	"Vary: Origin,Accept,Prefer\r\n"                                       \
	"Access-Control-Allow-Origin: https://app.example\r\n"                 \
	"Access-Control-Allow-Credentials: true\r\n"                           \
	"Access-Control-Expose-Headers: "                                      \
	"Accept-Encoding, Accept-Patch, Allow, Deprecation, ETag, Link, "      \
	"Location, Preference-Applied, RateLimit, RateLimit-Policy, "          \
	"Retry-After, Server-Timing, Sunset, "                                 \
	"WWW-Authenticate, X-Request-ID\r\n"

START_TEST(only_listed_origins_are_allowed)
{
	static const char *const no[] = {"http://app.example",
		"https://app.example:443", "https://app.example.evil.com",
		"https://app.exampl", "http://localhost",
		"http://localhost:3001", "null", "*", "", NULL};
	size_t i;

	for (i = 0; i < COUNT(origins); i++)
		ck_assert(http_cors_allows(&cors, base_text_of(origins[i])));
	for (i = 0; i < COUNT(no); i++)
		ck_assert(!http_cors_allows(&cors, base_text_of(no[i])));
	ck_assert(!http_cors_allows(
		&(struct http_cors){0}, base_text_of("https://app.example")));
}
END_TEST

/* clang-format off */
static const struct {
	const char *origin;
	const char *host;
	const char *https;
	bool foreign;
} pages[] = {
	{NULL, "api.example", NULL, false},
	{"https://app.example", "api.example", "on", false},
	{"http://api.example", "api.example", NULL, false},
	{"http://api.example:8000", "api.example:8000", NULL, false},
	{"https://api.example", "api.example", "on", false},
	/* TLS may end in front of the web server. */
	{"https://api.example", "api.example", NULL, false},
	{"http://api.example", "api.example", "on", true},
	{"http://api.example:8001", "api.example:8000", NULL, true},
	{"http://api.example", "api.example:8000", NULL, true},
	{"https://api.example.evil", "api.example", "on", true},
	{"https://api.exampl", "api.example", "on", true},
	{"https://evil.example", "api.example", "on", true},
	{"https://evil.example", NULL, NULL, true},
	{"http://", "", NULL, true},
	{"null", "api.example", NULL, true},
	{"", "api.example", NULL, true},
	{"ftp://api.example", "api.example", NULL, true},
};
/* clang-format on */

START_TEST(a_page_is_foreign_unless_listed_or_from_this_host)
{
	struct http_request req = {
		.origin = base_text_of(pages[_i].origin),
		.host = base_text_of(pages[_i].host),
		.https = base_text_of(pages[_i].https),
	};

	ck_assert_int_eq(http_cors_is_foreign(&cors, &req), pages[_i].foreign);
}
END_TEST

/* clang-format off */
static const struct {
	const char *origin, *site;
	bool foreign;
} sites[] = {
	{NULL, "same-origin", false}, {NULL, "none", false},
	{NULL, "same-site", true}, {NULL, "cross-site", true},
	{NULL, "", true}, {NULL, "Same-Origin", true}, {NULL, "new-word", true},
	{"https://app.example", "cross-site", false},
	{"http://api.example", "cross-site", true},
	{"http://api.example", "same-site", true},
	{"http://api.example", "same-origin", false},
	{"http://api.example", "none", false},
	{"http://api.example", NULL, false},
	{"https://evil.example", "same-origin", true},
	{"", "same-origin", true}, {"null", "none", true},
};
/* clang-format on */

START_TEST(a_page_without_an_origin_is_judged_by_its_site)
{
	struct http_request req = {
		.origin = base_text_of(sites[_i].origin),
		.fetch_site = base_text_of(sites[_i].site),
		.host = base_text_of("api.example"),
	};

	ck_assert_int_eq(http_cors_is_foreign(&cors, &req), sites[_i].foreign);
}
END_TEST

START_TEST(an_allowed_origin_may_read_the_answer)
{
	struct http_request req = {
		.origin = base_text_of("https://app.example")};
	struct http_response res = {0};

	http_cors_answer(&cors, &req, &res);
	assert_buffer(&res.headers, ALLOW_APP);
	http_response_clear(&res);
}
END_TEST

START_TEST(another_origin_gets_an_answer_without_permission)
{
	static const char *const others[] = {
		NULL, "https://evil.example", "null"};
	struct http_request req = {.origin = base_text_of(others[_i])};
	struct http_response res = {0};

	http_cors_answer(&cors, &req, &res);
	http_cors_preflight(&cors, &req, "GET", &res);
	assert_buffer(&res.headers, "Vary: Origin,Accept,Prefer\r\n");
	http_response_clear(&res);
}
END_TEST

/* The preflight's answer to a page of the allowed origin. */
static void
answer_preflight(struct http_response *res)
{
	struct http_request req = {
		.origin = base_text_of("https://app.example"),
		.preflight_method = base_text_of("PUT"),
	};

	http_cors_preflight(&cors, &req, "GET, PUT", res);
	base_buffer_putc(&res->headers, '\0');
	ck_assert(!res->headers.failed);
}

START_TEST(a_preflight_names_methods_and_how_long_it_holds)
{
	struct http_response res = {0};

	answer_preflight(&res);
	ck_assert_ptr_eq(strstr(res.headers.data,
				 "Access-Control-Allow-Methods: GET, PUT\r\n"
				 "Access-Control-Allow-Headers: "),
		res.headers.data);
	assert_holds(res.headers.data, "\r\nAccess-Control-Max-Age: 600\r\n");
	http_response_clear(&res);
}
END_TEST

/* What the service reads, and what browsers' tracing and clients add to it. */
static const char *const wanted[] = {
	"Authorization",
	"Content-Type",
	"X-Request-ID",
	"traceparent",
	"tracestate",
	"baggage",
	"sentry-trace",
	"Cache-Control",
	"Pragma",
	"X-Requested-With",
	"If-Match",
	"If-None-Match",
	"Idempotency-Key",
	"Accept",
	"Accept-Language",
	"b3",
	"x-datadog-trace-id",
};

START_TEST(a_preflight_allows_what_is_read_and_what_tracing_adds)
{
	struct http_response res = {0};
	char word[64];

	answer_preflight(&res);
	snprintf(word, sizeof(word), " %s,", wanted[_i]);
	assert_holds(res.headers.data, word);
	http_response_clear(&res);
}
END_TEST

START_TEST(no_preflight_is_answered_where_none_was_asked)
{
	/* clang-format off */
	static const struct http_request requests[] = {
		{.origin = {"https://app.example", 19}},
		{.preflight_method = {"PUT", 3}},
		{.origin = {"https://evil.example", 20},
		 .preflight_method = {"PUT", 3}},
	};
	/* clang-format on */
	struct http_response res = {0};

	http_cors_preflight(&cors, &requests[_i], "GET", &res);
	ck_assert_uint_eq(res.headers.len, 0);
}
END_TEST

START_TEST(a_public_answer_is_for_any_origin_to_read)
{
	const struct http_request none = {0};
	const struct http_request foreign = {
		.origin = base_text_of("https://evil.example")};
	const struct http_request allowed = {
		.origin = base_text_of("https://app.example")};
	struct http_response res = {0};

	res.is_public = true;
	http_cors_answer(&cors, &foreign, &res);
	assert_buffer(&res.headers,
		"Vary: Origin,Accept,Prefer\r\n"
		"Access-Control-Allow-Origin: *\r\n");
	base_buffer_reset(&res.headers);
	http_cors_answer(&cors, &none, &res);
	assert_buffer(&res.headers,
		"Vary: Origin,Accept,Prefer\r\n"
		"Access-Control-Allow-Origin: *\r\n");
	base_buffer_reset(&res.headers);
	http_cors_answer(&cors, &allowed, &res);
	assert_buffer(&res.headers, ALLOW_APP);
	http_response_reset(&res);
	http_cors_answer(&cors, &foreign, &res);
	assert_buffer(&res.headers, "Vary: Origin,Accept,Prefer\r\n");
	http_response_clear(&res);
}
END_TEST

Suite *
http_cors_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		ONCE(only_listed_origins_are_allowed),
		EACH(a_page_is_foreign_unless_listed_or_from_this_host, pages),
		EACH(a_page_without_an_origin_is_judged_by_its_site, sites),
		ONCE(an_allowed_origin_may_read_the_answer),
		{another_origin_gets_an_answer_without_permission, 3},
		ONCE(a_preflight_names_methods_and_how_long_it_holds),
		EACH(a_preflight_allows_what_is_read_and_what_tracing_adds,
			wanted),
		{no_preflight_is_answered_where_none_was_asked, 3},
		ONCE(a_public_answer_is_for_any_origin_to_read),
	};
	/* clang-format on */

	return suite_of("http_cors", tests, COUNT(tests));
}
