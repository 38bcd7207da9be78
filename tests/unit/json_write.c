/* json_write.c: the pieces of answers. */
#include "json/write.h"

#include "base/time.h"
#include "unit/suites.h"

START_TEST(each_value_follows_its_name)
{
	struct buffer out = {0};
	struct id id = {{0x6f, 0xa4, 0x59, 0xea, 0xee, 0x8a, 0x4c, 0xa4, 0x89,
		0x4e, 0xdb, 0x77, 0xe1, 0x60, 0x35, 0x5e}};

	json_write_text(&out, "{\"a\":", base_text_of("x\"y"));
	json_write_text(&out, ",\"b\":", (struct text){0});
	json_write_text(&out, ",\"c\":", base_text_of(""));
	json_write_id(&out, ",\"d\":", &id);
	json_write_time(&out, ",\"e\":", INT64_C(1768249800123456));
	json_write_time(&out, ",\"f\":", TIME_NONE);
	json_write_flag(&out, ",\"g\":", true);
	json_write_flag(&out, ",\"h\":", false);
	json_write_number(&out, ",\"i\":", INT64_MAX);
	json_write_number(&out, ",\"j\":", -1);
	assert_buffer(&out,
		"{\"a\":\"x\\\"y\",\"b\":null,\"c\":\"\","
		"\"d\":\"6fa459ea-ee8a-4ca4-894e-db77e160355e\","
		"\"e\":\"2026-01-12T20:30:00Z\",\"f\":null,"
		"\"g\":true,\"h\":false,\"i\":9223372036854775807,\"j\":-1");
	base_buffer_clear(&out);
}
END_TEST

Suite *
json_write_suite(void)
{
	const struct suite_test tests[] = {ONCE(each_value_follows_its_name)};

	return suite_of("json_write", tests, COUNT(tests));
}
