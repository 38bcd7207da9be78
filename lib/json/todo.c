/* todo.c: the fields of a todo's body, and a todo as JSON. */
#include "json/todo.h"

#include "json/write.h"

static enum error
check_title(struct text title)
{
	if (base_text_is_blank(title))
		return VALIDATION_004;
	return base_text_count(title) > TODO_TITLE_MAX ? VALIDATION_005 : OK;
}

static enum error
check_description(struct text description)
{
	return base_text_count(description) > TODO_DESCRIPTION_MAX ?
	    VALIDATION_005 :
	    OK;
}

/* The rows of a todo's body; only whether a title must be there differs. */
/* clang-format off */
#define TODO_FIELDS(title_absent)                                                       \
	{                                                                               \
		{"title", JSON_TEXT, offsetof(struct todo_change, has_title),           \
		 offsetof(struct todo_change, title), title_absent, VALIDATION_004,     \
		 VALIDATION_002, check_title, "1 to 255 characters, not blank"},        \
		{"description", JSON_TEXT, offsetof(struct todo_change, has_description), \
		 offsetof(struct todo_change, description), OK, OK, VALIDATION_002,     \
		 check_description, "at most 10000 characters, or null"},               \
		{"is_completed", JSON_FLAG, offsetof(struct todo_change, has_completed), \
		 offsetof(struct todo_change, is_completed), OK, VALIDATION_002,        \
		 VALIDATION_002, NULL, "true or false"},                                \
	}
/* clang-format on */

#define TODO_FIELD_COUNT 3

enum error
json_todo_read_new(const struct json_parser *parser, struct todo_change *todo,
    struct fault *fault)
{
	static const struct json_field fields[TODO_FIELD_COUNT] =
	    TODO_FIELDS(VALIDATION_004);

	*todo = (struct todo_change){0};
	return json_parser_fill(parser, fields, TODO_FIELD_COUNT, todo, fault);
}

enum error
json_todo_read_change(const struct json_parser *parser,
    struct todo_change *todo, struct fault *fault)
{
	static const struct json_field fields[TODO_FIELD_COUNT] =
	    TODO_FIELDS(OK);

	*todo = (struct todo_change){0};
	return json_parser_fill(parser, fields, TODO_FIELD_COUNT, todo, fault);
}

/* Appends a todo whose owner's id is given as text, too. */
static void
write_owned(struct buffer *out, const struct todo *todo, const char *owner)
{
	json_write_id(out, "{\"id\":", &todo->id);
	json_write_plain(out, ",\"user_id\":", owner, ID_TEXT - 1);
	json_write_text(out, ",\"title\":", todo->title);
	json_write_text(out, ",\"description\":", todo->description);
	json_write_flag(out, ",\"is_completed\":", todo->is_completed);
	json_write_time(out, ",\"created_at\":", todo->created_at);
	json_write_time(out, ",\"completed_at\":", todo->completed_at);
	json_write_time(out, ",\"updated_at\":", todo->updated_at);
	base_buffer_putc(out, '}');
}

void
json_todo_write(struct buffer *out, const struct todo *todo)
{
	char owner[ID_TEXT];

	base_id_format(&todo->user_id, owner);
	write_owned(out, todo, owner);
}

/* A number, or null while it is unknown. */
static void
write_known(struct buffer *out, const char *name, bool known, int64_t number)
{
	if (known)
		json_write_number(out, name, number);
	else
		json_write_null(out, name);
}

void
json_todo_write_page(struct buffer *out, const struct todo_page *page,
    const struct todo_query *query)
{
	char owner[ID_TEXT];
	size_t i;

	/* All are one user's. */
	if (page->count > 0)
		base_id_format(&page->items[0].user_id, owner);
	base_buffer_puts(out, "{\"items\":[");
	for (i = 0; i < page->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		write_owned(out, &page->items[i], owner);
	}
	write_known(
	    out, "],\"total\":", page->total != TODO_UNCOUNTED, page->total);
	/* Behind a cursor nobody knows how many were passed. */
	write_known(out, ",\"skip\":", !query->has_cursor, query->skip);
	json_write_number(out, ",\"limit\":", query->limit);
	json_write_flag(out, ",\"has_more\":", page->has_more);
	if (page->next_cursor.data)
		json_write_text(out, ",\"next_cursor\":", page->next_cursor);
	base_buffer_putc(out, '}');
}
