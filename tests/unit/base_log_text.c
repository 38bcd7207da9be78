/* base_log_text.c: log lines for people, where JSON_LOGS is false. */
#include "base/log.h"

#include "unit/lines.h"
#include "unit/suites.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN "00f067aa0ba902b7"

START_TEST(the_text_form_is_one_line_for_people)
{
	const struct log_context context = {"req_1", TRACE, SPAN};
	struct log_request request = {.method = base_text_of("GET\r"),
		.path = base_text_of("/a\nb\x1b[2J"),
		.status = 404,
		.duration = 1500,
		.error_code = "RESOURCE_001"};

	lines_watch();
	base_log_open(NULL, LOG_INFO, false);
	base_log_context(&context);
	base_log(LOG_WARNING, "be\ncareful\x1b\x7f caf\xc3\xa9");
	ck_assert(lines_next());
	assert_holds(lines_last,
		"Z WARNING  be?careful?? caf\xc3\xa9 req_1 trace=" TRACE "\n");
	base_log_request(&request);
	ck_assert(lines_next());
	assert_holds(lines_last,
		"Z INFO     request req_1 trace=" TRACE
		" GET? \"/a\\nb\\u001b[2J\" 404 1.500ms RESOURCE_001\n");
	base_log_context(NULL);
	request = (struct log_request){.status = 200};
	base_log_request(&request);
	ck_assert(lines_next());
	assert_holds(lines_last, "request  \"\" 200 0.000ms\n");
	request.slow = true;
	request.statement = "TODO_LIST";
	request.statement_time = 1234567;
	base_log_request(&request);
	ck_assert(lines_next());
	assert_holds(lines_last,
		"Z WARNING  request  \"\" 200 0.000ms TODO_LIST "
		"1234.567ms\n");
	base_log_close();
}
END_TEST

Suite *
base_log_text_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(the_text_form_is_one_line_for_people),
	};

	return suite_of("base_log_text", tests, COUNT(tests));
}
