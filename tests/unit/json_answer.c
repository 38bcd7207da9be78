/* json_answer.c: errors, messages and the state of health. */
#include "json/answer.h"

#include "base/time.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define NOW INT64_C(1768249800000000)

START_TEST(a_validation_error_blames_a_field)
{
	struct fault fault = {
		.field = "title", .expected = "1 to 255 \"characters\""};
	struct buffer out = {0};

	json_answer_error(&out, VALIDATION_005, &fault, "req_1", NOW);
	assert_json(&out,
		"{'error_code':'VALIDATION_005',"
		"\"message\":\"title should be 1 to 255 \\\"characters\\\"\","
		"'details':{'field':'title',"
		"\"expected\":\"1 to 255 \\\"characters\\\"\","
		"'errors':[{'error_code':'VALIDATION_005',"
		"\"message\":\"title should be 1 to 255 \\\"characters\\\"\","
		"'field':'title',"
		"\"expected\":\"1 to 255 \\\"characters\\\"\"}]},"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

/* clang-format off */
static const struct {
	enum error error;
	struct fault fault;
	const char *field; /* NULL: no details */
} items[] = {
	{VALIDATION_005, {.field = "title", .expected = "short", .list = "operations", .item = 3},
	 "operations[3].title"},
	{VALIDATION_002, {.expected = "an object", .list = "operations"}, "operations[0]"},
	{RESOURCE_001, {.field = "id", .expected = "an id", .list = "operations", .item = 99},
	 "operations[99].id"},
	/* Where it was no item of a list. */
	{RESOURCE_001, {.field = "id", .expected = "an id"}, NULL},
	/* Not for what this is said of. */
	{AUTH_004, {.field = "id", .expected = "an id", .list = "operations"}, NULL},
};
/* clang-format on */

START_TEST(an_error_of_an_item_says_which)
{
	struct buffer out = {0};
	char wanted[256];

	json_answer_refusal(&out, items[_i].error, &items[_i].fault);
	base_buffer_putc(&out, '\0');
	snprintf(wanted, sizeof(wanted),
		"{\"error_code\":\"%s\",\"message\":\"",
		base_error_name(items[_i].error));
	assert_holds(out.data, wanted);
	if (items[_i].field)
		snprintf(wanted, sizeof(wanted),
			"\"details\":{\"field\":\"%s\",\"expected\":\"%s\",",
			items[_i].field, items[_i].fault.expected);
	else
		snprintf(wanted, sizeof(wanted), "\"details\":null}");
	assert_holds(out.data, wanted);
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

START_TEST(every_field_that_is_wrong_is_told_the_first_as_the_error)
{
	struct fault fault = {.field = "a",
		.expected = "b",
		.others = {{VALIDATION_002, "c", "d", 0}},
		.count = 1};
	struct buffer out = {0};

	json_answer_error(&out, VALIDATION_004, &fault, "req_1", NOW);
	assert_json(&out,
		"{'error_code':'VALIDATION_004','message':'a should be b',"
		"'details':{'field':'a','expected':'b','errors':["
		"{'error_code':'VALIDATION_004','message':'a should be b',"
		"'field':'a','expected':'b'},"
		"{'error_code':'VALIDATION_002','message':'c should be d',"
		"'field':'c','expected':'d'}]},"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(every_item_that_is_wrong_is_told_by_its_place)
{
	struct fault fault = {.field = "a",
		.expected = "b",
		.others = {{RESOURCE_001, "c", "d", 2},
			{LIMIT_001, NULL, "e", 9}},
		.count = 2,
		.list = "l",
		.item = 1};
	struct buffer out = {0};

	json_answer_error(&out, VALIDATION_004, &fault, "req_1", NOW);
	assert_json(&out,
		"{'error_code':'VALIDATION_004','message':'l[1].a should be b',"
		"'details':{'field':'l[1].a','expected':'b','errors':["
		"{'error_code':'VALIDATION_004','message':'l[1].a should be b',"
		"'field':'l[1].a','expected':'b'},"
		"{'error_code':'RESOURCE_001','message':'Todo not found',"
		"'field':'l[2].c','expected':'d'},"
		"{'error_code':'LIMIT_001','message':"
		"'This user has as many todos as are allowed',"
		"'field':'l[9]','expected':'e'}]},"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_malformed_body_says_where)
{
	struct fault fault = {.at = 52};
	struct buffer out = {0};

	json_answer_error(&out, REQUEST_001_JSON, &fault, "req_1", NOW);
	assert_json(&out,
		"{'error_code':'REQUEST_001',"
		"'message':'The body is not valid JSON at byte 52',"
		"'details':null,"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_name_that_a_client_chose_is_escaped)
{
	struct fault fault = {
		.field = "\"<\x01\xff\xe2\x80\xae", .expected = "left out"};
	struct buffer out = {0};

	json_answer_error(&out, VALIDATION_006, &fault, "req_1", NOW);
	ck_assert_ptr_nonnull(
		memmem(out.data, out.len, "\"\\\"<\\u0001\xef\xbf\xbd", 13));
	ck_assert_ptr_null(memchr(out.data, 1, out.len));
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_problem_has_five_members_more)
{
	struct fault fault = {.field = "limit", .expected = "a number"};
	const struct json_error error = {VALIDATION_002, &fault, "req_1", NOW};
	struct buffer out = {0};

	json_answer_problem(&out, &error, (struct text){"/api/x", 4});
	assert_json(&out,
		"{'type':'/api/docs/man/todo-api.7.html#VALIDATION_002',"
		"'title':'The value has the wrong type, is too weak or out of "
		"range','status':422,'detail':'limit should be a number',"
		"'instance':'#req_1','error_code':'VALIDATION_002',"
		"'message':'limit should be a number',"
		"'details':{'field':'limit','expected':'a number','errors':["
		"{'error_code':'VALIDATION_002',"
		"'message':'limit should be a number',"
		"'field':'limit','expected':'a number'}]},"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_problem_tells_what_the_variant_does_under_the_codes_title)
{
	struct fault fault = {0};
	const struct json_error error = {
		AUTH_005_IS_REFRESH, &fault, "req_1", NOW};
	struct buffer out = {0};

	json_answer_problem(&out, &error, (struct text){"", 0});
	assert_json(&out,
		"{'type':'/docs/man/todo-api.7.html#AUTH_005',"
		"'title':'The token is missing or malformed','status':401,"
		"'detail':'This is a refresh token; an access token is needed',"
		"'instance':'#req_1','error_code':'AUTH_005',"
		"'message':'This is a refresh token; an access token is needed',"
		"'details':null,"
		"'timestamp':'2026-01-12T20:30:00Z','request_id':'req_1'}");
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
		ONCE(every_field_that_is_wrong_is_told_the_first_as_the_error),
		ONCE(every_item_that_is_wrong_is_told_by_its_place),
		ONCE(a_malformed_body_says_where),
		ONCE(a_name_that_a_client_chose_is_escaped),
		ONCE(a_problem_has_five_members_more),
		ONCE(a_problem_tells_what_the_variant_does_under_the_codes_title),
	};

	return suite_of("json_answer", tests, COUNT(tests));
}
