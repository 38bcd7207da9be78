/* json_stream.c: documents of any depth. */
#include "json/stream.h"

#include "unit/suites.h"

START_TEST(commas_stand_between_values_and_nowhere_else)
{
	struct buffer out = {0};
	struct json_stream json = {&out, false};

	json_stream_open(&json, NULL, '{');
	json_stream_open(&json, "empty", '{');
	json_stream_close(&json, '}');
	json_stream_open(&json, "list", '[');
	json_stream_text(&json, NULL, "a\"b");
	json_stream_number(&json, NULL, -7);
	json_stream_open(&json, NULL, '[');
	json_stream_close(&json, ']');
	json_stream_flag(&json, NULL, true);
	json_stream_close(&json, ']');
	json_stream_flag(&json, "flag", false);
	json_stream_text(&json, "none", NULL);
	json_stream_name(&json, "own");
	base_buffer_puts(&out, "{\"x\":1}");
	json_stream_number(&json, "last", 0);
	json_stream_close(&json, '}');
	assert_buffer(&out,
		"{\"empty\":{},\"list\":[\"a\\\"b\",-7,[],true],"
		"\"flag\":false,\"none\":null,\"own\":{\"x\":1},\"last\":0}");
	base_buffer_clear(&out);
}
END_TEST

Suite *
json_stream_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(commas_stand_between_values_and_nowhere_else),
	};

	return suite_of("json_stream", tests, COUNT(tests));
}
