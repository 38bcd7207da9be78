/* write.h: the pieces that every JSON answer is put together from. */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include "base/buffer.h"
#include "base/date.h"
#include "base/id.h"
#include "base/text.h"
#include "base/time.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Each appends name, which is the literal text before the value with its
 * comma, quotes and colon (",\"title\":"), and then the value. They stand here
 * so that the compiler sees each literal and its length.
 */

/* null. */
static inline void
json_write_null(struct buffer *out, const char *name)
{
	base_buffer_puts(out, name);
	base_buffer_add(out, "null", 4);
}

/* A string; null when the text is absent. */
static inline void
json_write_text(struct buffer *out, const char *name, struct text value)
{
	if (!value.data) {
		json_write_null(out, name);
		return;
	}
	base_buffer_puts(out, name);
	base_buffer_json(out, value.data, value.len);
}

/* A string of len bytes that needs no escapes. */
static inline void
json_write_plain(
    struct buffer *out, const char *name, const char *str, size_t len)
{
	base_buffer_puts(out, name);
	base_buffer_putc(out, '"');
	base_buffer_add(out, str, len);
	base_buffer_putc(out, '"');
}

/* An id as a string. */
static inline void
json_write_id(struct buffer *out, const char *name, const struct id *id)
{
	char str[ID_TEXT];

	base_id_format(id, str);
	json_write_plain(out, name, str, ID_TEXT - 1);
}

/* A moment as RFC 3339; null for TIME_NONE. */
static inline void
json_write_time(struct buffer *out, const char *name, int64_t when)
{
	char str[TIME_TEXT];

	if (when == TIME_NONE) {
		json_write_null(out, name);
		return;
	}
	base_time_format(when, str);
	json_write_plain(out, name, str, TIME_LENGTH);
}

/* A day as RFC 3339; null for DATE_NONE. */
static inline void
json_write_date(struct buffer *out, const char *name, int32_t day)
{
	char str[DATE_TEXT];

	if (day == DATE_NONE) {
		json_write_null(out, name);
		return;
	}
	base_date_put(str, day);
	json_write_plain(out, name, str, DATE_LENGTH);
}

/* true or false. */
static inline void
json_write_flag(struct buffer *out, const char *name, bool flag)
{
	base_buffer_puts(out, name);
	base_buffer_puts(out, flag ? "true" : "false");
}

/* A whole number. */
static inline void
json_write_number(struct buffer *out, const char *name, int64_t number)
{
	base_buffer_puts(out, name);
	base_buffer_number(out, number);
}

#endif
