/* todo.c: the fields of a todo's body, and a todo as JSON. */
#include "json/todo.h"

#include "json/field.h"
#include "json/write.h"

TODO_FIELDS_GIVEN(JSON_FIELD_CHECK)

/* The rows of a todo's bodies; a change may leave out what it likes. */
#define NEW(name, ...) JSON_FIELD(todo_change, has_##name, name, __VA_ARGS__),
#define CHANGE(name, kind, traits, ...) \
	NEW(name, kind, (traits) | FIELD_OPTIONAL, __VA_ARGS__)
#define STATE(...) JSON_FIELD(todo_change, has_completed, __VA_ARGS__),
static const struct json_field new_fields[] = {
    TODO_FIELDS_GIVEN(NEW) TODO_FIELDS_STATE(STATE)};
static const struct json_field change_fields[] = {
    TODO_FIELDS_GIVEN(CHANGE) TODO_FIELDS_STATE(STATE)};
#define COUNT (sizeof(new_fields) / sizeof(new_fields[0]))

enum error
json_todo_read_new(const struct json_parser *parser, struct todo_change *todo,
    struct fault *fault)
{
	*todo = (struct todo_change){0};
	return json_parser_fill(parser, new_fields, COUNT, todo, fault);
}

enum error
json_todo_read_change(const struct json_parser *parser,
    struct todo_change *todo, struct fault *fault)
{
	*todo = (struct todo_change){0};
	return json_parser_fill(parser, change_fields, COUNT, todo, fault);
}

enum error
json_todo_read_item(const struct json_list *list, size_t item, bool is_new,
    struct todo_change *todo, struct fault *fault)
{
	*todo = (struct todo_change){0};
	return json_parser_fill_item(list, item,
	    is_new ? new_fields : change_fields, COUNT, todo, fault);
}

#define WRITE_KEY(name, ...) json_write_id(out, "{\"" #name "\":", &todo->name);
#define WRITE_OWNER(name, ...) \
	json_write_plain(out, ",\"" #name "\":", owner, ID_TEXT - 1);
#define WRITE(name, kind, ...) \
	json_write_##kind(out, ",\"" #name "\":", todo->name);

/* Appends a todo whose owner's id is given as text, too. */
static void
write_owned(struct buffer *out, const struct todo *todo, const char *owner)
{
	TODO_FIELDS_KEY(WRITE_KEY)
	TODO_FIELDS_OWNER(WRITE_OWNER)
	TODO_FIELDS_GIVEN(WRITE)
	TODO_FIELDS_STATE(WRITE)
	TODO_FIELDS_MADE(WRITE)
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
	/* After a cursor nobody knows how many were passed. */
	write_known(out, ",\"skip\":", !query->has_cursor, query->skip);
	json_write_number(out, ",\"limit\":", query->limit);
	json_write_flag(out, ",\"has_more\":", page->has_more);
	if (page->next_cursor.data)
		json_write_text(out, ",\"next_cursor\":", page->next_cursor);
	base_buffer_putc(out, '}');
}

static void
write_event(struct buffer *out, const struct todo_event *event)
{
	json_write_id(out, "{\"id\":", &event->todo.id);
	base_buffer_puts(out, ",\"change\":");
	if (event->is_deleted) {
		base_buffer_puts(out, "\"delete\",\"todo\":null}");
		return;
	}
	base_buffer_puts(out, "\"put\",\"todo\":");
	json_todo_write(out, &event->todo);
	base_buffer_putc(out, '}');
}

void
json_todo_write_sync(
    struct buffer *out, const struct todo_sync *sync, struct text next)
{
	size_t i;

	base_buffer_puts(out, "{\"items\":[");
	for (i = 0; i < sync->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		write_event(out, &sync->items[i]);
	}
	json_write_text(out, "],\"next\":", next);
	json_write_flag(out, ",\"has_more\":", sync->has_more);
	base_buffer_putc(out, '}');
}
