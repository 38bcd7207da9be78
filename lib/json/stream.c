/* stream.c: puts commas, names and brackets where they belong. */
#include "json/stream.h"

#include "json/write.h"

void
json_stream_name(struct json_stream *json, const char *name)
{
	if (json->more)
		base_buffer_putc(json->out, ',');
	json->more = true;
	if (name) {
		base_buffer_putc(json->out, '"');
		base_buffer_puts(json->out, name);
		base_buffer_add(json->out, "\":", 2);
	}
}

void
json_stream_open(struct json_stream *json, const char *name, char bracket)
{
	json_stream_name(json, name);
	base_buffer_putc(json->out, bracket);
	json->more = false;
}

void
json_stream_close(struct json_stream *json, char bracket)
{
	base_buffer_putc(json->out, bracket);
	json->more = true;
}

void
json_stream_text(struct json_stream *json, const char *name, const char *value)
{
	json_stream_name(json, name);
	json_write_text(json->out, "", base_text_of(value));
}

void
json_stream_number(struct json_stream *json, const char *name, int64_t number)
{
	json_stream_name(json, name);
	base_buffer_number(json->out, number);
}

void
json_stream_flag(struct json_stream *json, const char *name, bool flag)
{
	json_stream_name(json, name);
	json_write_flag(json->out, "", flag);
}

void
json_stream_value(
    struct json_stream *json, const char *name, const struct buffer *value)
{
	json_stream_name(json, name);
	base_buffer_add(json->out, value->data, value->len);
	if (value->failed)
		json->out->failed = true;
}
