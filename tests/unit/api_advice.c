/* api_advice.c: an operation that is to end says so, in answers and document. */
#include "api/advice.h"
#include "api/openapi.h"
#include "api/route.h"
#include "unit/suites.h"

/* None of the service's own is discouraged: a row of the test's. */
static const struct operation old = {.id = "getOld",
	.tag = "todos",
	.about = "Was better once",
	.status = 204,
	.deprecated = 1688169599,
	.sunset = 1730419199};
static const struct http_route old_route = {
	HTTP_GET, "/old", NEEDS_TOKEN, NULL, &old};

static void
advise(const struct http_route *route, struct http_response *res)
{
	static const struct http_request req;
	static struct settings settings;
	struct api api = {.settings = &settings};
	struct call call = {.api = &api, .req = &req, .res = res};

	call.match.route = route;
	api_advice_add(&call, 0);
}

START_TEST(an_answer_tells_how_long_its_route_lives)
{
	struct http_response res = {0};

	advise(&old_route, &res);
	assert_buffer(&res.headers,
		"Deprecation: @1688169599\r\n"
		"Sunset: Thu, 31 Oct 2024 23:59:59 GMT\r\n");
	http_response_clear(&res);
}
END_TEST

START_TEST(no_route_of_ours_is_discouraged)
{
	struct http_response res = {0};
	size_t i;

	for (i = 0; i < api_route_count; i++)
		advise(&api_routes[i], &res);
	ck_assert_uint_eq(res.headers.len, 0);
}
END_TEST

/* Whether the document of a route has a text. */
static bool
tells(const struct http_route *route, const char *text)
{
	struct settings settings;
	struct buffer out = {0};
	struct json_stream json = {&out, false};
	bool found;

	base_setting_default(&settings);
	json_stream_open(&json, NULL, '{');
	api_openapi_operation(&json, route, &settings);
	found = memmem(out.data, out.len, text, strlen(text)) != NULL;
	base_buffer_clear(&out);
	return found;
}

START_TEST(the_document_tells_the_same)
{
	static const char *const texts[] = {"\"deprecated\":true",
		"\"#/components/headers/Deprecation\"",
		"\"#/components/headers/Sunset\""};

	ck_assert(tells(&old_route, texts[_i]));
	ck_assert(!tells(&api_routes[0], texts[_i]));
}
END_TEST

Suite *
api_advice_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_answer_tells_how_long_its_route_lives),
		ONCE(no_route_of_ours_is_discouraged),
		{the_document_tells_the_same, 3},
	};

	return suite_of("api_advice", tests, COUNT(tests));
}
