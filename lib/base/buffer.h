/* buffer.h: the one growing string, whose failure sticks and is asked once. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * All zero is an empty buffer. When memory runs out, failed is set, the
 * content stays as it was and every later addition does nothing; read failed
 * before using the content. The content is not NUL-terminated.
 */
struct buffer {
	char *data;
	size_t len;
	size_t cap;
	bool failed;
};

/* Empties the buffer and forgets a failure; keeps the memory for reuse. */
void base_buffer_reset(struct buffer *buf);

/* Empties the buffer and leaves nothing of its content in memory. */
void base_buffer_wipe(struct buffer *buf);

/* Frees the memory; the buffer is empty and usable again. */
void base_buffer_clear(struct buffer *buf);

/* Makes room for len more bytes; false (and failed) when memory runs out. */
bool base_buffer_reserve(struct buffer *buf, size_t len);

/*
 * Appends len bytes. This and the next two stand here, for a page of todos is
 * some 800 of them: where there is room, a literal is copied by a few moves.
 */
static inline void
base_buffer_add(struct buffer *buf, const char *data, size_t len)
{
	if (len > buf->cap - buf->len || buf->failed) {
		if (!base_buffer_reserve(buf, len))
			return;
	}
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
}

/* Appends a C string. */
static inline void
base_buffer_puts(struct buffer *buf, const char *str)
{
	base_buffer_add(buf, str, strlen(str));
}

/* Appends one byte. */
static inline void
base_buffer_putc(struct buffer *buf, char byte)
{
	base_buffer_add(buf, &byte, 1);
}

/* Appends a number in decimal. */
void base_buffer_number(struct buffer *buf, int64_t number);

/* Appends formatted text, see printf(3). */
void base_buffer_printf(struct buffer *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Appends len bytes as a JSON string with its quotes (RFC 8259, 7). Bytes
 * that are not UTF-8 become U+FFFD, so that the result is always valid JSON.
 */
void base_buffer_json(struct buffer *buf, const char *data, size_t len);

/* Appends them as what stands between the quotes of such a string. */
void base_buffer_json_part(struct buffer *buf, const char *data, size_t len);

#endif
