/* write.c: appends named JSON values to a buffer. */
#include "json/write.h"

#include "base/time.h"

void
json_write_text(struct buffer *out, const char *name, struct text value)
{
	base_buffer_puts(out, name);
	if (value.data)
		base_buffer_json(out, value.data, value.len);
	else
		base_buffer_add(out, "null", 4);
}

/* Appends text that needs no escapes, in quotes. */
static void
put_quoted(struct buffer *out, const char *str)
{
	base_buffer_putc(out, '"');
	base_buffer_puts(out, str);
	base_buffer_putc(out, '"');
}

void
json_write_id(struct buffer *out, const char *name, const struct id *id)
{
	char str[ID_TEXT];

	base_id_format(id, str);
	base_buffer_puts(out, name);
	put_quoted(out, str);
}

void
json_write_time(struct buffer *out, const char *name, int64_t when)
{
	char str[TIME_TEXT];

	base_buffer_puts(out, name);
	if (when == TIME_NONE) {
		base_buffer_add(out, "null", 4);
		return;
	}
	base_time_format(when, str);
	put_quoted(out, str);
}

void
json_write_flag(struct buffer *out, const char *name, bool flag)
{
	base_buffer_puts(out, name);
	base_buffer_puts(out, flag ? "true" : "false");
}

void
json_write_number(struct buffer *out, const char *name, int64_t number)
{
	base_buffer_puts(out, name);
	base_buffer_number(out, number);
}
