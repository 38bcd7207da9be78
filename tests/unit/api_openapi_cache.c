/* api_openapi_cache.c: the API's document, as a worker keeps it. */
#include "api/openapi_cache.h"

#include "support/fail.h"
#include "unit/suites.h"

START_TEST(a_worker_makes_it_once_for_each_place)
{
	struct api_openapi kept = {0};
	struct settings settings;
	char etag[ETAG_TEXT];
	const char *data;

	base_setting_default(&settings);
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("")));
	data = kept.text.data;
	memcpy(etag, kept.etag, sizeof(etag));
	kept.text.data[0] = '!';
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("")));
	ck_assert_ptr_eq(kept.text.data, data);
	ck_assert_int_eq(kept.text.data[0], '!');
	ck_assert(
		api_openapi_cache_make(&kept, &settings, base_text_of("/api")));
	ck_assert_int_eq(kept.text.data[0], '{');
	ck_assert_str_ne(kept.etag, etag);
	ck_assert(api_openapi_cache_make(&kept, &settings, base_text_of("")));
	ck_assert_str_eq(kept.etag, etag);
	api_openapi_cache_clear(&kept);
	ck_assert_ptr_null(kept.text.data);
}
END_TEST

START_TEST(without_memory_there_is_none_and_then_there_is)
{
	struct api_openapi kept = {0};
	struct settings settings;
	bool made;

	base_setting_default(&settings);
	fail_nth(FAIL_realloc, _i + 1);
	made = api_openapi_cache_make(&kept, &settings, base_text_of("/api"));
	fail_none();
	ck_assert(!made);
	ck_assert_uint_eq(kept.text.len, 0);
	ck_assert(
		api_openapi_cache_make(&kept, &settings, base_text_of("/api")));
	ck_assert_uint_gt(kept.text.len, 0);
	api_openapi_cache_clear(&kept);
}
END_TEST

Suite *
api_openapi_cache_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_worker_makes_it_once_for_each_place),
		{without_memory_there_is_none_and_then_there_is, 3},
	};

	return suite_of("api_openapi_cache", tests, COUNT(tests));
}
