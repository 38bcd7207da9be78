/* write.h: the pieces that every JSON answer is put together from. */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include "base/buffer.h"
#include "base/id.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Each appends name, which is the literal text before the value with its
 * comma, quotes and colon (",\"title\":"), and then the value.
 */

/* A string; null when the text is absent. */
void json_write_text(struct buffer *out, const char *name, struct text value);

/* An id as a string. */
void json_write_id(struct buffer *out, const char *name, const struct id *id);

/* A moment as RFC 3339; null for TIME_NONE. */
void json_write_time(struct buffer *out, const char *name, int64_t when);

/* true or false. */
void json_write_flag(struct buffer *out, const char *name, bool flag);

/* A whole number. */
void json_write_number(struct buffer *out, const char *name, int64_t number);

#endif
