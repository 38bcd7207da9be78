/* json_todo_bulk.c: operations from bodies, and what came of them in answers. */
#include "json/todo_bulk.h"

#include "base/time.h"
#include "unit/shape.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define ID "5b1f0c6e-9a4d-4e0b-8c55-2f3d7a6190ee"

static struct json_parser *parser;
static struct todo_bulk bulk;

static enum error
read_bulk(const char *json, struct fault *fault)
{
	if (!parser)
		parser = json_parser_new();
	assert_error(
		json_parser_read(parser, base_text_of(quoted(json)), fault),
		OK);
	return json_todo_read_bulk(parser, &bulk, fault);
}

static void
end(void)
{
	json_parser_free(parser);
	parser = NULL;
}

/* clang-format off */
static const struct {
	const char *json;
	enum error error;
	const char *field;
} bodies[] = {
	{"{'operations':[{'op':'x'}]}", OK, NULL},
	{"{'operations':[5],'atomic':false}", OK, NULL},
	{"{}", VALIDATION_004, "operations"},
	{"{'operations':null}", VALIDATION_004, "operations"},
	{"{'operations':{}}", VALIDATION_002, "operations"},
	{"{'operations':'create'}", VALIDATION_002, "operations"},
	{"{'operations':[]}", VALIDATION_002, "operations"},
	{"{'operations':[1],'atomic':null}", VALIDATION_002, "atomic"},
	{"{'operations':[1],'atomic':'false'}", VALIDATION_002, "atomic"},
};

/* One operation each. */
static const struct {
	const char *json;
	enum error error;
	const char *field; /* NULL: the item itself */
} operations[] = {
	{"{'op':'create','title':'t'}", OK, NULL},
	{"{'op':'create','title':'t','id':5}", OK, NULL},
	{"{'op':'update','id':'" ID "'}", OK, NULL},
	{"{'op':'update','id':'no id','title':'t','description':null}", OK, NULL},
	{"{'op':'delete','id':'" ID "','title':5}", OK, NULL},
	{"null", VALIDATION_002, NULL}, {"5", VALIDATION_002, NULL},
	{"[]", VALIDATION_002, NULL}, {"'create'", VALIDATION_002, NULL},
	{"{}", VALIDATION_004, "op"}, {"{'op':null}", VALIDATION_004, "op"},
	{"{'op':5}", VALIDATION_002, "op"}, {"{'op':'Create'}", VALIDATION_006, "op"},
	{"{'op':''}", VALIDATION_006, "op"}, {"{'op':'patch'}", VALIDATION_006, "op"},
	{"{'op':'create'}", VALIDATION_004, "title"},
	{"{'op':'create','title':5}", VALIDATION_002, "title"},
	{"{'op':'update','title':'t'}", VALIDATION_004, "id"},
	{"{'op':'update','id':null}", VALIDATION_004, "id"},
	{"{'op':'delete','id':5}", VALIDATION_002, "id"},
	{"{'op':'update','id':'" ID "','title':''}", VALIDATION_004, "title"},
	{"{'op':'update','id':'" ID "','is_completed':null}", VALIDATION_002, "is_completed"},
};
/* clang-format on */

START_TEST(a_bulk_is_a_list_of_operations)
{
	struct fault fault = {0};

	assert_error(read_bulk(bodies[_i].json, &fault), bodies[_i].error);
	if (bodies[_i].field) {
		ck_assert_str_eq(fault.field, bodies[_i].field);
		ck_assert_ptr_null(fault.list);
	}
	end();
}
END_TEST

START_TEST(a_bulk_has_a_hundred_operations_at_most)
{
	static char json[8192];
	struct fault fault;
	int i, most = TODO_BULK_MAX + _i;

	*json = '\0';
	strncat(json, "{'operations':[{'op':'x'}", sizeof(json) - 1);
	for (i = 1; i < most; i++)
		strncat(json, ",{'op':'x'}", sizeof(json) - 1 - strlen(json));
	strncat(json, "]}", sizeof(json) - 1 - strlen(json));
	assert_error(read_bulk(json, &fault), _i ? VALIDATION_002 : OK);
	end();
}
END_TEST

START_TEST(what_is_wrong_with_an_operation_is_its_own_error)
{
	char json[512];
	struct fault fault;
	const struct todo_operation *second = &bulk.operations[1];

	snprintf(json, sizeof(json),
		"{'operations':[{'op':'delete','id':'" ID "'},%s]}",
		operations[_i].json);
	assert_error(read_bulk(json, &fault), OK);
	ck_assert(bulk.atomic);
	ck_assert_uint_eq(bulk.count, 2);
	ck_assert_int_eq(bulk.operations[0].kind, TODO_DELETE);
	assert_error(bulk.operations[0].err, OK);
	assert_error(second->err, operations[_i].error);
	ck_assert(model_todo_bulk_refused(&bulk) ==
		(second->err == OK ? NULL : second));
	if (second->err != OK) {
		ck_assert_str_eq(second->fault.list, "operations");
		ck_assert_uint_eq(second->fault.item, 1);
		ck_assert_pstr_eq(second->fault.field, operations[_i].field);
		ck_assert_ptr_nonnull(second->fault.expected);
	}
	end();
}
END_TEST

START_TEST(operations_have_what_their_bodies_say)
{
	const struct todo_operation *all = bulk.operations;
	char id[ID_TEXT];
	struct fault fault;

	assert_error(
		read_bulk("{'atomic':false,'operations':["
			  "{'op':'create','title':'t','description':'d'},"
			  "{'op':'update','id':'" ID "','is_completed':true},"
			  "{'op':'delete','id':'none'}]}",
			&fault),
		OK);
	ck_assert(!bulk.atomic);
	ck_assert_uint_eq(bulk.count, 3);
	ck_assert_int_eq(all[0].kind, TODO_CREATE);
	assert_text(all[0].change.title, "t");
	assert_text(all[0].change.description, "d");
	ck_assert_int_eq(all[1].kind, TODO_UPDATE);
	ck_assert_int_eq(all[1].change.has_completed, GIVEN);
	ck_assert_int_eq(all[1].change.has_title, ABSENT);
	base_id_format(&all[1].id, id);
	ck_assert_str_eq(id, ID);
	ck_assert(base_id_equal(&all[2].id, &(struct id){0}));
	end();
}
END_TEST

START_TEST(results_are_in_the_form_of_their_shape)
{
	struct todo_bulk done = {.count = 3,
		.operations = {{.kind = TODO_CREATE,
				       .todo = {.title = {"t", 1},
					       .completed_at = TIME_NONE}},
			{.kind = TODO_DELETE},
			{.kind = TODO_UPDATE,
				.err = VALIDATION_005,
				.fault = {.field = "title",
					.expected = "short",
					.list = "operations",
					.item = 2}}}};
	struct buffer out = {0};

	json_todo_write_results(&out, &done);
	base_buffer_putc(&out, '\0');
	assert_holds(
		out.data, "{\"results\":[{\"status\":201,\"todo\":{\"id\":");
	assert_holds(out.data,
		"}},{\"status\":204},{\"status\":422,\"error\":{\"error_code\":"
		"\"VALIDATION_005\",\"message\":\"operations[2].title should be short\","
		"\"details\":{\"field\":\"operations[2].title\","
		"\"expected\":\"short\",\"errors\":[{\"error_code\":");
	base_buffer_clear(&out);
}
END_TEST

Suite *
json_todo_bulk_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_bulk_is_a_list_of_operations, bodies),
		{a_bulk_has_a_hundred_operations_at_most, 2},
		EACH(what_is_wrong_with_an_operation_is_its_own_error,
			operations),
		ONCE(operations_have_what_their_bodies_say),
		ONCE(results_are_in_the_form_of_their_shape),
	};

	return suite_of("json_todo_bulk", tests, COUNT(tests));
}
