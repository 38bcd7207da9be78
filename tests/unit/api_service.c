/* api_service.c: settings become an api, or a sentence about what is wrong. */
#include "api/service.h"

#include "support/fail.h"
#include "unit/fixture.h"

#include <stdlib.h>
#include <string.h>

#define SECRET "a-secret-of-exactly-32-bytes-aaa"
#define OLDER "an-older-secret-of-over-32-bytes-bbb"

static const struct settings good = {
	.database_url = "postgresql://h/d",
	.statement_timeout_ms = 5000,
	.jwt_secret_key = SECRET,
	.jwt_previous_keys = "[\"" OLDER "\"]",
	.jwt_issuer = "todo-api",
	.log_file = "",
	.metrics_file = "/nonexistent/metrics",
	.allowed_origins =
		"[\"https://app.example\",\"http://localhost:3000\"]",
	.metrics_addresses = "[\"127.0.0.1\",\"::1\"]",
	.trusted_proxies = "[]",
};

static struct api api;
static char why[256];

START_TEST(an_api_is_made_without_a_connection)
{
	ck_assert_msg(api_service_open(&api, &good, true, why, sizeof(why)),
		"%s", why);
	ck_assert_ptr_eq(api.settings, &good);
	ck_assert_uint_eq(api.keys.count, 2);
	ck_assert_str_eq(api.keys.keys[0].secret, SECRET);
	ck_assert_str_eq(api.keys.keys[1].secret, OLDER);
	ck_assert(http_cors_allows(
		&api.cors, base_text_of("https://app.example")));
	ck_assert(http_cors_allows(
		&api.cors, base_text_of("http://localhost:3000")));
	ck_assert_ptr_nonnull(api.db);
	ck_assert_ptr_nonnull(api.parser);
	api_service_close(&api);
	ck_assert_ptr_null(api.db);
}
END_TEST

/* clang-format off */
static const struct {
	const char *url;
	const char *keys;
	const char *origins;
	const char *name;
} wrong[] = {
	{"mysql://h/d", "[]", "[]", "DATABASE_URL"},
	{"host=h", "[]", "[]", "DATABASE_URL"},
	{"postgresql://u:hunter2@[::1/d", "[]", "[]", "DATABASE_URL"},
	{"postgresql://h/d?hunter2=1", "[]", "[]", "DATABASE_URL"},
	{"postgresql://h/d", "hunter2", "[]", "JWT_PREVIOUS_KEYS"},
	{"postgresql://h/d", "[\"hunter2\"]", "[]", "JWT_PREVIOUS_KEYS"},
	{"postgresql://h/d", "[5]", "[]", "JWT_PREVIOUS_KEYS"},
	{"postgresql://h/d", "[\"" OLDER "\"] x", "[]", "JWT_PREVIOUS_KEYS"},
	{"postgresql://h/d", "[]", "https://app.example", "ALLOWED_ORIGINS"},
	{"postgresql://h/d", "[]", "[\"*\"]", "ALLOWED_ORIGINS"},
	{"postgresql://h/d", "[]", "[\"https://app.example/\"]",
	 "ALLOWED_ORIGINS"},
	{"postgresql://h/d", "[]", "[\"https://a.b\",\"c.d\"]",
	 "ALLOWED_ORIGINS"},
	{"postgresql://h/d", "[]", "[\"null\"]", "ALLOWED_ORIGINS"},
	{"postgresql://h/d", "[]", "[\"https://a\\nb\"]", "ALLOWED_ORIGINS"},
};
/* clang-format on */

START_TEST(an_issuer_that_is_no_text_is_named)
{
	struct settings settings = good;

	settings.jwt_issuer = "todo\xe9";
	ck_assert(!api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_str_eq(why, "JWT_ISSUER: should be a name, in UTF-8");
	settings.jwt_issuer = "Aufgaben f\xc3\xbcr alle";
	ck_assert(api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_str_eq(api.keys.issuer, settings.jwt_issuer);
	api_service_close(&api);
}
END_TEST

START_TEST(a_wrong_setting_is_named_without_its_value)
{
	struct settings settings = good;

	settings.database_url = wrong[_i].url;
	settings.jwt_previous_keys = wrong[_i].keys;
	settings.allowed_origins = wrong[_i].origins;
	ck_assert(!api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_ptr_eq(strstr(why, wrong[_i].name), why);
	assert_holds(why, " should be ");
	assert_lacks(why, "hunter2");
	assert_lacks(why, "\n");
	ck_assert_ptr_null(api.db);
}
END_TEST

START_TEST(an_origin_counts_as_browsers_send_it)
{
	struct settings settings = good;

	settings.allowed_origins =
		"[\"https://example.org:443\","
		"\"http://LOCALHOST:80\",\"capacitor://localhost\"]";
	ck_assert_msg(api_service_open(&api, &settings, true, why, sizeof(why)),
		"%s", why);
	ck_assert(http_cors_allows(
		&api.cors, base_text_of("https://example.org")));
	ck_assert(
		http_cors_allows(&api.cors, base_text_of("http://localhost")));
	ck_assert(http_cors_allows(
		&api.cors, base_text_of("capacitor://localhost")));
	api_service_close(&api);
}
END_TEST

START_TEST(an_origin_that_no_browser_sends_is_shown_with_what_to_write)
{
	struct settings settings = good;

	settings.allowed_origins = "[\"https://a\",\"https://b/\"]";
	ck_assert(!api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_str_eq(why,
		"ALLOWED_ORIGINS: \"https://b/\" should be an "
		"origin: it ends with its host and port: leave out the slash, "
		"and what follows it");
}
END_TEST

START_TEST(an_origin_without_memory_is_not_blamed)
{
	bool opened;

	/* The key's list and the list itself take the first copies. */
	fail_nth(FAIL_strdup, 6);
	opened = api_service_open(&api, &good, true, why, sizeof(why));
	ck_assert(fail_happened());
	ck_assert(!opened);
	assert_holds(why, "out of memory");
}
END_TEST

START_TEST(addresses_of_readers_are_ip_addresses)
{
	static const char *const lists[] = {"127.0.0.1", "[\"localhost\"]",
		"[\"::1\",\"10.0.0.0/8\"]", "[\"\"]"};
	struct settings settings = good;

	settings.metrics_addresses = lists[_i];
	ck_assert(!api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_str_eq(why,
		"METRICS_ADDRESSES: should be a JSON list of "
		"IP addresses such as [\"127.0.0.1\"]");
}
END_TEST

START_TEST(proxies_are_addresses_and_networks)
{
	static const char *const lists[] = {"10.0.0.0/8", "[\"proxy\"]",
		"[\"::1\",\"10.0.0.0/33\"]", "[\"\"]"};
	struct settings settings = good;

	settings.trusted_proxies = lists[_i];
	ck_assert(!api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_str_eq(why,
		"TRUSTED_PROXIES: should be a JSON list of IP addresses and "
		"networks such as [\"127.0.0.1\",\"10.0.0.0/8\"]");
}
END_TEST

START_TEST(an_api_without_memory_says_so)
{
	bool opened;

	fail_nth(FAIL_calloc, _i + 1);
	opened = api_service_open(&api, &good, true, why, sizeof(why));
	ck_assert(fail_happened());
	ck_assert(!opened);
	ck_assert_str_eq(why, "out of memory");
	ck_assert_ptr_null(api.db);
	ck_assert_ptr_null(api.parser);
}
END_TEST

/* Such that nothing is wrong but what a test makes so. */
static struct settings
usable(void)
{
	struct settings settings = good;

	settings.database_url = getenv("TEST_DATABASE_URL");
	settings.log_file = "";
	settings.metrics_file = "/dev/null";
	return settings;
}

START_TEST(a_check_asks_the_database)
{
	struct settings settings = usable();

	ck_assert(api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert_msg(api_service_check(&api, why, sizeof(why)), "%s", why);
	api_service_close(&api);
	settings.database_url = "postgresql:///d?host=/nonexistent";
	ck_assert(api_service_open(&api, &settings, true, why, sizeof(why)));
	ck_assert(!api_service_check(&api, why, sizeof(why)));
	ck_assert_msg(strncmp(why, "DATABASE_URL: ", 14) == 0, "%s", why);
	api_service_close(&api);
}
END_TEST

START_TEST(a_database_that_does_not_answer_is_not_called_old)
{
	const struct settings settings = usable();

	/* Where statements are prepared it is their set-up that takes too long. */
	ck_assert(api_service_open(&api, &settings, false, why, sizeof(why)));
	sql("BEGIN");
	sql("LOCK TABLE schema_version");
	ck_assert(!api_service_check(&api, why, sizeof(why)));
	ck_assert_str_eq(
		why, "DATABASE_URL: the database does not answer in time");
	sql("COMMIT");
	ck_assert_msg(api_service_check(&api, why, sizeof(why)), "%s", why);
	api_service_close(&api);
	fixture_close();
}
END_TEST

Suite *
api_service_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		ONCE(an_api_is_made_without_a_connection),
		ONCE(an_issuer_that_is_no_text_is_named),
		EACH(a_wrong_setting_is_named_without_its_value, wrong),
		ONCE(an_origin_counts_as_browsers_send_it),
		ONCE(an_origin_that_no_browser_sends_is_shown_with_what_to_write),
		ONCE(an_origin_without_memory_is_not_blamed),
		{addresses_of_readers_are_ip_addresses, 4},
		{proxies_are_addresses_and_networks, 4},
		{an_api_without_memory_says_so, 2},
		ONCE(a_check_asks_the_database),
		ONCE(a_database_that_does_not_answer_is_not_called_old),
	};
	/* clang-format on */

	return suite_of("api_service", tests, COUNT(tests));
}
