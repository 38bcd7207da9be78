/* todo_csv.c: writes the rows of todos by those of their fields. */
#include "api/todo_csv.h"

#include "base/date.h"
#include "base/time.h"

#include <string.h>

/*
 * A text that a spreadsheet might take for a formula is not changed: all of the
 * file is its user's own, and a copy that differs from the todos is none.
 */
static void
put_text(struct buffer *out, struct text text)
{
	const char *quote;

	if (!text.data)
		return;
	base_buffer_putc(out, '"');
	while ((quote = memchr(text.data, '"', text.len))) {
		size_t len = (size_t)(quote - text.data) + 1;

		base_buffer_add(out, text.data, len);
		base_buffer_putc(out, '"');
		text.data += len;
		text.len -= len;
	}
	base_buffer_add(out, text.data, text.len);
	base_buffer_putc(out, '"');
}

static void
put_id(struct buffer *out, struct id id)
{
	char text[ID_TEXT];

	base_id_format(&id, text);
	base_buffer_add(out, text, ID_TEXT - 1);
}

static void
put_time(struct buffer *out, int64_t when)
{
	char text[TIME_TEXT];

	if (when == TIME_NONE)
		return;
	base_time_format(when, text);
	base_buffer_add(out, text, TIME_LENGTH);
}

static void
put_date(struct buffer *out, int32_t day)
{
	char text[DATE_TEXT];

	if (day == DATE_NONE)
		return;
	base_date_put(text, day);
	base_buffer_add(out, text, DATE_LENGTH);
}

static void
put_flag(struct buffer *out, bool flag)
{
	base_buffer_puts(out, flag ? "true" : "false");
}

static void
put_number(struct buffer *out, int64_t number)
{
	base_buffer_number(out, number);
}

void
api_todo_csv_begin(struct buffer *out)
{
#define NAME_KEY(name, ...) #name
#define NAME(name, ...) "," #name
	base_buffer_puts(out, TODO_FIELDS_KEY(NAME_KEY) TODO_FIELDS_REST(NAME));
}

#define PUT_KEY(name, kind, ...) put_##kind(out, todo->name);
#define PUT(name, kind, ...)        \
	base_buffer_putc(out, ','); \
	put_##kind(out, todo->name);

static void
put_todo(struct buffer *out, const struct todo *todo)
{
	base_buffer_puts(out, "\r\n");
	TODO_FIELDS_KEY(PUT_KEY)
	TODO_FIELDS_REST(PUT)
}

void
api_todo_csv_add(struct buffer *out, const struct todo_page *page)
{
	size_t i;

	for (i = 0; i < page->count; i++)
		put_todo(out, &page->items[i]);
}

void
api_todo_csv_end(struct buffer *out)
{
	base_buffer_puts(out, "\r\n");
}
