/* buffer.c: grows a string, and escapes text for JSON. */
#include "base/buffer.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_MIN 256

void
base_buffer_reset(struct buffer *buf)
{
	buf->len = 0;
	buf->failed = false;
}

void
base_buffer_wipe(struct buffer *buf)
{
	if (buf->data)
		explicit_bzero(buf->data, buf->len);
	base_buffer_reset(buf);
}

void
base_buffer_clear(struct buffer *buf)
{
	free(buf->data);
	*buf = (struct buffer){0};
}

bool
base_buffer_reserve(struct buffer *buf, size_t len)
{
	size_t cap = buf->cap ? buf->cap : BUFFER_MIN;
	char *data;

	if (buf->failed)
		return false;
	if (len <= buf->cap - buf->len)
		return true;
	while (cap - buf->len < len && cap <= SIZE_MAX / 2)
		cap *= 2;
	data = cap - buf->len < len ? NULL : realloc(buf->data, cap);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	return true;
}

void
base_buffer_number(struct buffer *buf, int64_t number)
{
	/* Without its sign, which INT64_MIN could not be rid of in its type. */
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char digits[20], *at = digits + sizeof(digits);

	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0)
		*--at = '-';
	base_buffer_add(buf, at, (size_t)(digits + sizeof(digits) - at));
}

void
base_buffer_printf(struct buffer *buf, const char *format, ...)
{
	size_t room = 0;
	va_list args;
	int len = 0;

	/* vsnprintf ends with a NUL, which needs room but is not content. */
	do {
		if (!base_buffer_reserve(buf, (size_t)len + 1))
			return;
		room = buf->cap - buf->len;
		va_start(args, format);
		len = vsnprintf(buf->data + buf->len, room, format, args);
		va_end(args);
	} while (len >= 0 && (size_t)len >= room);
	if (len < 0)
		buf->failed = true;
	else
		buf->len += (size_t)len;
}

/* Whether a byte stands for itself in a JSON string. */
static bool
is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS EACH_BYTE(0x80)

/* The high bit of each byte of an all-ASCII word that is this one. */
static uint64_t
find_byte(uint64_t word, unsigned char byte)
{
	return ~((word ^ EACH_BYTE(byte)) + EACH_BYTE(0x7f)) & HIGH_BITS;
}

/* How many bytes at the front stand for themselves; eight at a time. */
static size_t
plain_length(const char *data, size_t len)
{
	uint64_t word;
	size_t i;

	for (i = 0; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, data + i, sizeof(word));
		if (word & HIGH_BITS)
			break;
		/* From 0x20 on the addition reaches the high bit. */
		if ((~(word + EACH_BYTE(0x60)) & HIGH_BITS) |
		    find_byte(word, '"') | find_byte(word, '\\') |
		    find_byte(word, 0x7f))
			break;
	}
	while (i < len && is_plain((unsigned char)data[i]))
		i++;
	return i;
}

static void
put_escaped(struct buffer *buf, unsigned char byte)
{
	static const char letters[0x20] = {['\b'] = 'b',
	    ['\t'] = 't',
	    ['\n'] = 'n',
	    ['\f'] = 'f',
	    ['\r'] = 'r'};

	if (byte == '"' || byte == '\\')
		base_buffer_printf(buf, "\\%c", byte);
	else if (byte < 0x20 && letters[byte])
		base_buffer_printf(buf, "\\%c", letters[byte]);
	else
		base_buffer_printf(buf, "\\u%04x", byte);
}

void
base_buffer_json_part(struct buffer *buf, const char *data, size_t len)
{
	size_t i = 0, plain, width;

	while (i < len) {
		plain = plain_length(data + i, len - i);
		base_buffer_add(buf, data + i, plain);
		i += plain;
		if (i == len)
			break;
		if ((unsigned char)data[i] < 0x80) {
			put_escaped(buf, (unsigned char)data[i++]);
			continue;
		}
		width = base_text_step(data + i, len - i, NULL);
		if (width)
			base_buffer_add(buf, data + i, width);
		else
			base_buffer_puts(buf, "\xef\xbf\xbd");
		i += width ? width : 1;
	}
}

void
base_buffer_json(struct buffer *buf, const char *data, size_t len)
{
	base_buffer_putc(buf, '"');
	base_buffer_json_part(buf, data, len);
	base_buffer_putc(buf, '"');
}
