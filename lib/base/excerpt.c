/* excerpt.c: puts text of any length into a place of limited length. */
#include "base/excerpt.h"

static const char cut_mark[] = "\xe2\x80\xa6"; /* U+2026, three dots */

/* The bytes that a character of this width (0: no UTF-8) takes in JSON. */
static size_t
cost(unsigned char first, size_t width)
{
	if (width != 1)
		return width ? width : 3; /* U+FFFD */
	if (first == '"' || first == '\\')
		return 2;
	return first < 0x20 || first == 0x7f ? 6 : 1;
}

/*
 * How many bytes of the text fit into max bytes of a JSON string: all, or as
 * many whole characters as leave room for the mark.
 */
static size_t
fitting(struct text text, size_t max)
{
	size_t at, width, used = 0, fits = 0;

	if (text.len <= max / 6)
		return text.len;
	for (at = 0; at < text.len; at += width ? width : 1) {
		width = base_text_step(text.data + at, text.len - at, NULL);
		if (used + sizeof(cut_mark) - 1 <= max)
			fits = at;
		used += cost((unsigned char)text.data[at], width);
		if (used > max)
			return fits;
	}
	return text.len;
}

void
base_excerpt_json(struct buffer *buf, struct text text, size_t max)
{
	size_t fits = fitting(text, max);

	base_buffer_json(buf, text.data, fits);
	if (fits == text.len || buf->failed)
		return;
	buf->len--; /* the quote at the end */
	base_buffer_puts(buf, cut_mark);
	base_buffer_putc(buf, '"');
}

void
base_excerpt_plain(struct buffer *buf, struct text text, size_t max)
{
	size_t i, fits = fitting(text, max);

	for (i = 0; i < fits; i++)
		base_buffer_putc(buf,
		    (unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f ?
			'?' :
			text.data[i]);
	if (fits < text.len)
		base_buffer_puts(buf, cut_mark);
}
