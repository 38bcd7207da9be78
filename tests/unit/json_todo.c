/* json_todo.c: todos from bodies and in answers. */
#include "json/todo.h"

#include "base/time.h"
#include "unit/shape.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define EURO "\xe2\x82\xac"

static struct json_parser *parser; /* one for all, as a worker has */

static enum error
read_todo(bool new, const char *json, struct todo_change *todo,
	struct fault *fault)
{
	if (!parser)
		parser = json_parser_new();
	assert_error(json_parser_read(parser, base_text_of(json), fault), OK);
	return new ? json_todo_read_new(parser, todo, fault) :
		     json_todo_read_change(parser, todo, fault);
}

/* clang-format off */
static const struct {
	const char *json;
	enum error new;
	enum error change;
	const char *field;
} bodies[] = {
	{"{\"title\":\"t\"}", OK, OK, NULL},
	{"{\"title\":\" t \",\"description\":\"\",\"is_completed\":true}", OK, OK,
	 NULL},
	{"{\"title\":\"t\",\"description\":null,\"extra\":5}", OK, OK, NULL},
	{"{\"title\":\"\xe2\x80\x8b\"}", OK, OK, NULL},
	{"{}", VALIDATION_004, OK, "title"},
	{"{\"description\":\"d\"}", VALIDATION_004, OK, "title"},
	{"{\"is_completed\":false}", VALIDATION_004, OK, "title"},
	{"{\"title\":null}", VALIDATION_004, VALIDATION_004, "title"},
	{"{\"title\":\"\"}", VALIDATION_004, VALIDATION_004, "title"},
	{"{\"title\":\" \\t\\n\\u00a0\\u3000\\u2028\"}", VALIDATION_004,
	 VALIDATION_004, "title"},
	{"{\"title\":5}", VALIDATION_002, VALIDATION_002, "title"},
	{"{\"title\":[]}", VALIDATION_002, VALIDATION_002, "title"},
	{"{\"title\":false}", VALIDATION_002, VALIDATION_002, "title"},
	{"{\"title\":\"t\",\"description\":5}", VALIDATION_002, VALIDATION_002,
	 "description"},
	{"{\"title\":\"t\",\"is_completed\":null}", VALIDATION_002, VALIDATION_002,
	 "is_completed"},
	{"{\"title\":\"t\",\"is_completed\":\"true\"}", VALIDATION_002,
	 VALIDATION_002, "is_completed"},
	{"{\"title\":\"t\",\"is_completed\":0}", VALIDATION_002, VALIDATION_002,
	 "is_completed"},
	{"{\"title\":\"t\",\"due_date\":\"2028-02-29\",\"priority\":0}", OK, OK,
	 NULL},
	{"{\"title\":\"t\",\"due_date\":null,\"priority\":4}", OK, OK, NULL},
	{"{\"title\":\"t\",\"priority\":3.0}", OK, OK, NULL},
	{"{\"title\":\"t\",\"due_date\":\"2026-02-29\"}", VALIDATION_002,
	 VALIDATION_002, "due_date"},
	{"{\"title\":\"t\",\"due_date\":\"2026-11-29T00:00:00Z\"}",
	 VALIDATION_002, VALIDATION_002, "due_date"},
	{"{\"title\":\"t\",\"due_date\":\"\"}", VALIDATION_002, VALIDATION_002,
	 "due_date"},
	{"{\"title\":\"t\",\"due_date\":20261129}", VALIDATION_002,
	 VALIDATION_002, "due_date"},
	{"{\"title\":\"t\",\"priority\":null}", VALIDATION_002, VALIDATION_002,
	 "priority"},
	{"{\"title\":\"t\",\"priority\":5}", VALIDATION_002, VALIDATION_002,
	 "priority"},
	{"{\"title\":\"t\",\"priority\":-1}", VALIDATION_002, VALIDATION_002,
	 "priority"},
	{"{\"title\":\"t\",\"priority\":1.5}", VALIDATION_002, VALIDATION_002,
	 "priority"},
	{"{\"title\":\"t\",\"priority\":1e400}", VALIDATION_002, VALIDATION_002,
	 "priority"},
	{"{\"title\":\"t\",\"priority\":\"1\"}", VALIDATION_002, VALIDATION_002,
	 "priority"},
	{"{\"is_completed\":5,\"description\":5,\"title\":\"t\"}", VALIDATION_002,
	 VALIDATION_002, "description"},
};
/* clang-format on */

START_TEST(a_body_is_judged_field_by_field)
{
	struct todo_change todo;
	struct fault fault = {0};

	assert_error(read_todo(true, bodies[_i].json, &todo, &fault),
		bodies[_i].new);
	if (bodies[_i].new != OK)
		ck_assert_str_eq(fault.field, bodies[_i].field);
	assert_error(read_todo(false, bodies[_i].json, &todo, &fault),
		bodies[_i].change);
}
END_TEST

START_TEST(what_the_body_says_is_what_changes)
{
	struct todo_change todo;
	struct fault fault;

	assert_error(read_todo(false,
			     "{\"title\":\" t\",\"description\":null,"
			     "\"is_completed\":true}",
			     &todo, &fault),
		OK);
	ck_assert_int_eq(todo.has_title, GIVEN);
	assert_text(todo.title, " t");
	ck_assert_int_eq(todo.has_description, IS_NULL);
	ck_assert_ptr_null(todo.description.data);
	ck_assert_int_eq(todo.has_completed, GIVEN);
	ck_assert(todo.is_completed);
	ck_assert_int_eq(todo.has_due_date, ABSENT);
	ck_assert_int_eq(todo.has_priority, ABSENT);

	assert_error(
		read_todo(false, "{\"due_date\":\"2026-01-12\",\"priority\":3}",
			&todo, &fault),
		OK);
	ck_assert_int_eq(todo.has_due_date, GIVEN);
	ck_assert_int_eq(todo.due_date, 739628);
	ck_assert_int_eq(todo.has_priority, GIVEN);
	ck_assert_int_eq(todo.priority, 3);
	assert_error(
		read_todo(false, "{\"due_date\":null}", &todo, &fault), OK);
	ck_assert_int_eq(todo.has_due_date, IS_NULL);
	ck_assert_int_eq(todo.due_date, DATE_NONE);

	assert_error(
		read_todo(false, "{\"description\":\"\"}", &todo, &fault), OK);
	ck_assert_int_eq(todo.has_title, ABSENT);
	ck_assert_int_eq(todo.has_description, GIVEN);
	assert_text(todo.description, "");
	ck_assert_int_eq(todo.has_completed, ABSENT);
	ck_assert(!todo.is_completed);
}
END_TEST

/* Reads a new todo one of whose fields is so many characters of 3 bytes. */
static enum error
read_long(const char *before, size_t characters)
{
	struct buffer json = {0};
	struct todo_change todo;
	struct fault fault;
	enum error err;
	size_t i;

	base_buffer_puts(&json, before);
	for (i = 0; i < characters; i++)
		base_buffer_puts(&json, EURO);
	base_buffer_add(&json, "\"}", 3);
	ck_assert(!json.failed);
	err = read_todo(true, json.data, &todo, &fault);
	base_buffer_clear(&json);
	return err;
}

START_TEST(a_title_has_at_most_255_characters)
{
	assert_error(read_long("{\"title\":\"", 255), OK);
	assert_error(read_long("{\"title\":\"", 256), VALIDATION_005);
}
END_TEST

START_TEST(a_description_has_at_most_10000_characters)
{
	static const char before[] = "{\"title\":\"t\",\"description\":\"";

	assert_error(read_long(before, 10000), OK);
	assert_error(read_long(before, 10001), VALIDATION_005);
}
END_TEST

/* clang-format off */
static const struct {
	const char *json, *field, *expected;
} refusals[] = {
	{"{\"title\":\" \"}", "title", "1 to 255 characters, not blank"},
	{"{\"description\":1}", "description", "at most 10000 characters, or null"},
	{"{\"is_completed\":1}", "is_completed", "true or false"},
	{"{\"due_date\":1}", "due_date", "a day, as in 2026-11-29, or null"},
	{"{\"priority\":9}", "priority", "a number from 0 to 4"},
};
/* clang-format on */

START_TEST(what_is_refused_is_told_with_its_limits)
{
	struct todo_change todo;
	struct fault fault = {0};

	ck_assert_int_ne(
		read_todo(false, refusals[_i].json, &todo, &fault), OK);
	ck_assert_str_eq(fault.field, refusals[_i].field);
	ck_assert_str_eq(fault.expected, refusals[_i].expected);
}
END_TEST

/* Whether a body needs one member more beside what is in the text. */
static bool
is_needed(const struct field *field)
{
	return !(field->traits & FIELD_OPTIONAL);
}

START_TEST(a_body_is_read_as_its_shape_says)
{
	const struct field *field = model_todo_new.fields + _i;
	const struct field *change = model_todo_change.fields + _i;
	struct todo_change todo;
	struct buffer json = {0};
	struct fault fault;
	enum error err;

	ck_assert_str_eq(field->name, change->name);
	ck_assert(!is_needed(change));
	/* Without the field. */
	err = read_todo(true,
		strcmp(field->name, "title") == 0 ? "{}" : "{\"title\":\"t\"}",
		&todo, &fault);
	ck_assert(is_needed(field) == (err != OK));
	/* With null for it. */
	base_buffer_printf(&json, "{\"%s\":null}%c", field->name, '\0');
	err = read_todo(false, json.data, &todo, &fault);
	ck_assert(!(field->traits & FIELD_NULLABLE) == (err != OK));
	base_buffer_clear(&json);
}
END_TEST

static struct todo
sample(void)
{
	return (struct todo){
		.id = {{1}},
		.user_id = {{2}},
		.title = base_text_of("t \"1\""),
		.created_at = 0,
		.completed_at = TIME_NONE,
		.updated_at = TIME_SECOND,
	};
}

#define ID_1 "01000000-0000-0000-0000-000000000000"
#define ID_2 "02000000-0000-0000-0000-000000000000"
#define OPEN_TODO                                                              \
	"{\"id\":\"" ID_1 "\",\"user_id\":\"" ID_2 "\","                       \
	"\"title\":\"t \\\"1\\\"\",\"description\":null,"                      \
	"\"due_date\":null,\"priority\":0,"                                    \
	"\"is_completed\":false,\"created_at\":\"1970-01-01T00:00:00Z\","      \
	"\"completed_at\":null,\"updated_at\":\"1970-01-01T00:00:01Z\"}"

START_TEST(a_todo_is_written_with_all_its_fields)
{
	struct buffer out = {0};
	struct todo todo = sample();

	json_todo_write(&out, &todo);
	assert_buffer(&out, OPEN_TODO);
	assert_shape(&out, &model_todo);
	base_buffer_reset(&out);
	todo.description = base_text_of("");
	todo.due_date = 739628;
	todo.priority = 4;
	todo.is_completed = true;
	todo.completed_at = 2 * TIME_SECOND;
	json_todo_write(&out, &todo);
	assert_buffer(&out,
		"{\"id\":\"" ID_1 "\",\"user_id\":\"" ID_2 "\","
		"\"title\":\"t \\\"1\\\"\",\"description\":\"\","
		"\"due_date\":\"2026-01-12\",\"priority\":4,"
		"\"is_completed\":true,\"created_at\":\"1970-01-01T00:00:00Z\","
		"\"completed_at\":\"1970-01-01T00:00:02Z\","
		"\"updated_at\":\"1970-01-01T00:00:01Z\"}");
	base_buffer_clear(&out);
}
END_TEST

/* clang-format off */
static const struct {
	int64_t total;
	size_t count;
	int skip;
	bool has_cursor, has_more;
	const char *next, *json;
} pages[] = {
	{0, 0, 0, false, false, NULL, "{\"items\":[],\"total\":0,\"skip\":0,"
	 "\"limit\":20,\"has_more\":false}"},
	{1, 1, 0, false, false, NULL, "{\"items\":[" OPEN_TODO "],\"total\":1,"
	 "\"skip\":0,\"limit\":20,\"has_more\":false}"},
	{5, 2, 2, false, true, "a-_", "{\"items\":[" OPEN_TODO "," OPEN_TODO "],"
	 "\"total\":5,\"skip\":2,\"limit\":20,\"has_more\":true,"
	 "\"next_cursor\":\"a-_\"}"},
	{3, 0, 2147483647, false, false, NULL, "{\"items\":[],\"total\":3,"
	 "\"skip\":2147483647,\"limit\":20,\"has_more\":false}"},
	{TODO_UNCOUNTED, 0, 4, false, false, NULL, "{\"items\":[],"
	 "\"total\":null,\"skip\":4,\"limit\":20,\"has_more\":false}"},
	{7, 0, 0, true, true, "b", "{\"items\":[],\"total\":7,\"skip\":null,"
	 "\"limit\":20,\"has_more\":true,\"next_cursor\":\"b\"}"},
};
/* clang-format on */

START_TEST(a_page_says_where_it_lies_in_the_list)
{
	struct todo_page *page = calloc(1, sizeof(*page));
	struct todo_query query = {.skip = pages[_i].skip,
		.limit = 20,
		.has_cursor = pages[_i].has_cursor};
	struct buffer out = {0};
	size_t i;

	ck_assert_ptr_nonnull(page);
	page->total = pages[_i].total;
	page->has_more = pages[_i].has_more;
	page->next_cursor = base_text_of(pages[_i].next);
	page->count = pages[_i].count;
	for (i = 0; i < page->count; i++)
		page->items[i] = sample();
	json_todo_write_page(&out, page, &query);
	assert_buffer(&out, pages[_i].json);
	assert_shape(&out, &model_todo_page);
	base_buffer_clear(&out);
	free(page);
}
END_TEST

Suite *
json_todo_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_body_is_judged_field_by_field, bodies),
		ONCE(what_the_body_says_is_what_changes),
		ONCE(a_title_has_at_most_255_characters),
		ONCE(a_description_has_at_most_10000_characters),
		EACH(what_is_refused_is_told_with_its_limits, refusals),
		{a_body_is_read_as_its_shape_says, (int)model_todo_new.count},
		ONCE(a_todo_is_written_with_all_its_fields),
		EACH(a_page_says_where_it_lies_in_the_list, pages),
	};

	return suite_of("json_todo", tests, COUNT(tests));
}
