/* json_answer.c: errors, messages and the state of health. */
#include "json/answer.h"

#include "base/time.h"
#include "unit/suites.h"

#include <stdio.h>

#define NOW INT64_C(1768249800000000)

START_TEST(a_validation_error_blames_a_field)
{
	struct fault fault = {
		.field = "title", .expected = "1 to 255 \"characters\""};
	struct buffer out = {0};

	json_answer_error(&out, VALIDATION_005, &fault, "req_1", NOW);
	assert_json(&out,
		"{'error_code':'VALIDATION_005',"
		"'message':'The value is too long',"
		"'details':{'field':'title',"
		"\"expected\":\"1 to 255 \\\"characters\\\"\"},"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

/* clang-format off */
static const struct {
	enum error error;
	struct fault fault;
	const char *details;
} items[] = {
	{VALIDATION_005, {"title", "short", "operations", 3},
	 "{'field':'operations[3].title','expected':'short'}"},
	{VALIDATION_002, {NULL, "an object", "operations", 0},
	 "{'field':'operations[0]','expected':'an object'}"},
	{RESOURCE_001, {"id", "an id", "operations", 99},
	 "{'field':'operations[99].id','expected':'an id'}"},
	/* Where it was no item of a list. */
	{RESOURCE_001, {NULL, NULL, NULL, 0}, "null"},
	/* Not for what this is said of. */
	{AUTH_004, {"id", "an id", "operations", 1}, "null"},
};
/* clang-format on */

START_TEST(an_error_of_an_item_says_which)
{
	struct buffer out = {0};
	char wanted[256];

	json_answer_refusal(&out, items[_i].error, &items[_i].fault);
	snprintf(wanted, sizeof(wanted),
		"{'code':'%s','message':'%s','details':%s}",
		base_error_name(items[_i].error),
		base_error_message(items[_i].error), items[_i].details);
	assert_json(&out, wanted);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(another_error_blames_none)
{
	struct fault fault = {.field = "title", .expected = "text"};
	struct buffer out = {0};

	json_answer_error(&out, AUTH_001, &fault, "req_1", NOW);
	assert_json(&out,
		"{'error_code':'AUTH_001',"
		"'message':'Invalid email or password','details':null,"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(an_error_before_any_request_has_neither_id_nor_time)
{
	struct fault fault = {0};
	struct buffer out = {0};

	json_answer_error(&out, REQUEST_004, &fault, NULL, TIME_NONE);
	assert_json(&out,
		"{'error_code':'REQUEST_004',"
		"'message':'The request body is too large','details':null,"
		"'timestamp':null,'request_id':null}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_message_is_an_object)
{
	struct buffer out = {0};

	json_answer_message(&out, "Logout successful");
	assert_json(&out, "{'message':'Logout successful'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(health_is_told_by_three_members)
{
	struct buffer out = {0};

	json_answer_health(&out, true, NOW);
	assert_json(&out,
		"{'status':'healthy','database':'connected',"
		"'checks':{'db_connection':true,'redis':null},"
		"'timestamp':'2026-01-12T20:30:00Z'}");
	base_buffer_reset(&out);
	json_answer_health(&out, false, NOW);
	assert_json(&out,
		"{'status':'unhealthy',"
		"'database':'disconnected',"
		"'checks':{'db_connection':false,'redis':null},"
		"'timestamp':'2026-01-12T20:30:00Z'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_process_that_lives_says_no_more)
{
	struct buffer out = {0};

	json_answer_alive(&out, NOW);
	assert_json(&out,
		"{'status':'alive',"
		"'timestamp':'2026-01-12T20:30:00Z'}");
	base_buffer_clear(&out);
}
END_TEST

/* clang-format off */
static const struct {
	struct json_ready ready;
	const char *text;
} readies[] = {
	{{true, true, true}, "{'status':'ready','checks':"
		"{'db_connection':true,'writable':true,'schema':true}"},
	{{false, true, true}, "{'status':'not_ready','checks':"
		"{'db_connection':false,'writable':true,'schema':true}"},
	{{true, false, true}, "{'status':'not_ready','checks':"
		"{'db_connection':true,'writable':false,'schema':true}"},
	{{true, true, false}, "{'status':'not_ready','checks':"
		"{'db_connection':true,'writable':true,'schema':false}"},
};
/* clang-format on */

START_TEST(ready_is_when_all_is_well)
{
	struct buffer out = {0};
	char expected[256];

	ck_assert_int_eq(
		json_answer_ready(&out, &readies[_i].ready, NOW), _i == 0);
	snprintf(expected, sizeof(expected),
		"%s,'timestamp':'2026-01-12T20:30:00Z'}", readies[_i].text);
	assert_json(&out, expected);
	base_buffer_clear(&out);
}
END_TEST

Suite *
json_answer_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_validation_error_blames_a_field),
		EACH(an_error_of_an_item_says_which, items),
		ONCE(another_error_blames_none),
		ONCE(an_error_before_any_request_has_neither_id_nor_time),
		ONCE(a_message_is_an_object),
		ONCE(health_is_told_by_three_members),
		ONCE(a_process_that_lives_says_no_more),
		EACH(ready_is_when_all_is_well, readies),
	};

	return suite_of("json_answer", tests, COUNT(tests));
}
