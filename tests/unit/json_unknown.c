/* json_unknown.c: what of a body its shape does not know. */
#include "json/unknown.h"

#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define X10 "xxxxxxxxxx"

/* clang-format off */
static const struct field inner_fields[] = {
	{"op", FIELD_TEXT, 0, 0, 0, "", NULL, NULL},
	{"id", FIELD_ID, 0, 0, 0, "", NULL, NULL},
};
static const struct shape inner = FIELD_SHAPE_OF("Inner", "", inner_fields);
static const struct field outer_fields[] = {
	{"title", FIELD_TEXT, 0, 0, 0, "", NULL, NULL},
	{"one", FIELD_SHAPE, 0, 0, 0, "", NULL, &inner},
	{"many", FIELD_LIST, 0, 0, 0, "", NULL, &inner},
};
static const struct shape outer = FIELD_SHAPE_OF("Outer", "", outer_fields);

static const struct {
	const char *json, *found;
} bodies[] = {
	{"{}", ""},
	{"{'title':1,'one':{'op':1,'id':2},'many':[{},{'op':1}]}", ""},
	{"{'titel':1}", "titel of Outer; "},
	{"{'b':1,'title':2,'a':3}", "b of Outer; a of Outer; "},
	{"{'Title':1,'':2}", "Title of Outer;  of Outer; "},
	{"{'one':{'opp':1}}", "one.opp of Inner; "},
	{"{'many':[{'op':1},{'opp':1},{'idd':2}]}",
	 "many[1].opp of Inner; many[2].idd of Inner; "},
	/* What is of another kind is for others to refuse. */
	{"{'one':5,'many':'x','title':{'opp':1}}", ""},
	{"{'one':null,'many':[1,null,[[{'opp':1}]]]}",
	 "many[2][0][0].opp of Inner; "},
	/* Nothing in what is unknown is known. */
	{"{'what':{'ever':[{'there':1}]}}", "what of Outer; "},
	{"{'" X10 X10 X10 X10 X10 X10 X10 "':1}",
	 X10 X10 X10 X10 X10 X10 " of Outer; "},
};
/* clang-format on */

static void
note(void *context, const char *name, const struct shape *shape)
{
	base_buffer_printf(context, "%s of %s; ", name, shape->name);
}

START_TEST(what_a_shape_has_no_field_for_is_found)
{
	struct json_parser *parser = json_parser_new();
	struct buffer found = {0};
	const struct json_unknown unknown = {note, &found};
	struct fault fault;

	assert_error(json_parser_read(parser,
			     base_text_of(quoted(bodies[_i].json)), &fault),
		OK);
	base_buffer_puts(&found, "found: ");
	json_unknown_find(parser, &outer, &unknown);
	base_buffer_putc(&found, '\0');
	ck_assert_str_eq(found.data + 7, bodies[_i].found);
	base_buffer_clear(&found);
	json_parser_free(parser);
}
END_TEST

Suite *
json_unknown_suite(void)
{
	const struct suite_test tests[] = {
		EACH(what_a_shape_has_no_field_for_is_found, bodies),
	};

	return suite_of("json_unknown", tests, COUNT(tests));
}
