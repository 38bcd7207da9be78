/* excerpt.c: puts text of any length into a place of limited length. */
#include "base/excerpt.h"

#include <stdbool.h>
#include <stdint.h>

static const char cut_mark[] = "\xe2\x80\xa6"; /* U+2026, three dots */

/*
 * Whether a terminal or a viewer would act on the character: C1 controls (ECMA-48),
 * the separators of lines and paragraphs, and what turns the direction of text
 * (Unicode UAX #9, table 4).
 */
static bool
is_unruly(uint32_t code)
{
	return (code >= 0x80 && code <= 0x9f) || code == 0x61c ||
	    code == 0x200e || code == 0x200f ||
	    (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069);
}

/* The bytes that a character of this width (0: no UTF-8) takes in JSON. */
static size_t
cost(uint32_t code, size_t width)
{
	if (width == 0)
		return 3; /* U+FFFD */
	if (code == '"' || code == '\\')
		return 2;
	return code < 0x20 || code == 0x7f || is_unruly(code) ? 6 : width;
}

/*
 * How many bytes of the text fit into max bytes of a JSON string: all, or as
 * many whole characters as leave room for the mark.
 */
static size_t
fitting(struct text text, size_t max)
{
	size_t at, width, used = 0, fits = 0;
	uint32_t code = 0;

	if (text.len <= max / 6)
		return text.len;
	for (at = 0; at < text.len; at += width ? width : 1) {
		width = base_text_step(text.data + at, text.len - at, &code);
		if (used + sizeof(cut_mark) - 1 <= max)
			fits = at;
		used += cost(code, width);
		if (used > max)
			return fits;
	}
	return text.len;
}

/*
 * The width of the unruly character that the text begins with; 0 when it begins
 * with another one.
 */
static size_t
unruly_width(struct text text, uint32_t *code)
{
	size_t width;

	*code = 0;
	if ((unsigned char)text.data[0] < 0x80)
		return 0;
	width = base_text_step(text.data, text.len, code);
	return width && is_unruly(*code) ? width : 0;
}

/* Cuts the front off a text, up to its first unruly character. */
static struct text
take_calm(struct text *text)
{
	struct text front = {text->data, 0};
	uint32_t code;

	while (text->len > 0 && !unruly_width(*text, &code)) {
		text->data++;
		text->len--;
	}
	front.len = (size_t)(text->data - front.data);
	return front;
}

void
base_excerpt_json(struct buffer *buf, struct text text, size_t max)
{
	size_t fits = fitting(text, max), width;
	struct text rest = {text.data, fits}, calm;
	uint32_t code;

	base_buffer_putc(buf, '"');
	for (;;) {
		calm = take_calm(&rest);
		base_buffer_json_part(buf, calm.data, calm.len);
		if (rest.len == 0)
			break;
		width = unruly_width(rest, &code);
		base_buffer_printf(buf, "\\u%04x", (unsigned int)code);
		rest = (struct text){rest.data + width, rest.len - width};
	}
	if (fits < text.len)
		base_buffer_puts(buf, cut_mark);
	base_buffer_putc(buf, '"');
}

void
base_excerpt_plain(struct buffer *buf, struct text text, size_t max)
{
	size_t at, width, fits = fitting(text, max);
	uint32_t code = 0;

	for (at = 0; at < fits; at += width ? width : 1) {
		width = base_text_step(text.data + at, fits - at, &code);
		if (width && code >= 0x20 && code != 0x7f && !is_unruly(code))
			base_buffer_add(buf, text.data + at, width);
		else
			base_buffer_putc(buf, '?');
	}
	if (fits < text.len)
		base_buffer_puts(buf, cut_mark);
}
