/* json_parser_list.c: lists in bodies, whose items are filled like bodies. */
#include "json/parser.h"

#include "unit/suites.h"

static struct json_parser *parser;

static enum error
read_json(const char *json)
{
	parser = json_parser_new();
	return json_parser_read(parser, base_text_of(json), &(struct fault){0});
}

static void
end(void)
{
	json_parser_free(parser);
}

struct body {
	enum presence has_name;
	struct text name;
};

/* clang-format off */
static const struct json_field table[] = {
	{"name", JSON_TEXT, offsetof(struct body, has_name), offsetof(struct body, name),
	 VALIDATION_001, VALIDATION_003, VALIDATION_004, NULL, "a name", 0, 0},
};
/* clang-format on */

/* A list of objects, each with the members of the table. */
struct lists {
	enum presence has_items;
	struct json_list items;
};

/* clang-format off */
static const struct json_field list_table[] = {
	{"items", JSON_LIST, offsetof(struct lists, has_items),
	 offsetof(struct lists, items), OK, VALIDATION_003, VALIDATION_004, NULL, "a list", 0, 0},
};

static const struct {
	const char *json;
	enum error error;
	size_t count;
	enum error item; /* of the last one */
	const char *field; /* NULL: the item itself */
} lists[] = {
	{"{}", OK, 0, OK, NULL},
	{"{\"items\":[]}", OK, 0, OK, NULL},
	{"{\"items\":[{\"name\":\"x\"}]}", OK, 1, OK, NULL},
	{"{\"items\":[5,{\"name\":\"x\",\"flag\":true}]}", OK, 2, OK, NULL},
	{"{\"items\":null}", VALIDATION_003, 0, OK, NULL},
	{"{\"items\":{}}", VALIDATION_004, 0, OK, NULL},
	{"{\"items\":\"x\"}", VALIDATION_004, 0, OK, NULL},
	{"{\"items\":[{}]}", OK, 1, VALIDATION_001, "name"},
	{"{\"items\":[{\"name\":\"x\"},{\"name\":5}]}", OK, 2, VALIDATION_004, "name"},
	{"{\"items\":[{\"name\":\"x\"},{\"name\":5,\"flag\":5}]}", OK, 2, VALIDATION_004, "name"},
	{"{\"items\":[null]}", OK, 1, VALIDATION_002, NULL},
	{"{\"items\":[[]]}", OK, 1, VALIDATION_002, NULL},
};
/* clang-format on */

START_TEST(items_of_a_list_are_filled_each_for_itself)
{
	struct lists body = {0};
	struct body item = {0};
	struct fault fault = {0};
	size_t i, last = lists[_i].count - 1;

	assert_error(read_json(lists[_i].json), OK);
	assert_error(json_parser_fill(parser, list_table, 1, &body, &fault),
		lists[_i].error);
	ck_assert_uint_eq(body.items.count, lists[_i].count);
	if (lists[_i].count > 0) {
		assert_error(json_parser_fill_item(&body.items, last, table,
				     COUNT(table), &item, &fault),
			lists[_i].item);
		if (lists[_i].item == OK)
			assert_text(item.name, "x");
	}
	if (lists[_i].item != OK) {
		ck_assert_pstr_eq(fault.field, lists[_i].field);
		ck_assert_str_eq(fault.list, "items");
		ck_assert_uint_eq(fault.item, last);
		for (i = 0; i < fault.count; i++)
			ck_assert_uint_eq(fault.others[i].item, last);
	}
	end();
}
END_TEST

Suite *
json_parser_list_suite(void)
{
	const struct suite_test tests[] = {
		EACH(items_of_a_list_are_filled_each_for_itself, lists),
	};

	return suite_of("json_parser_list", tests, COUNT(tests));
}
