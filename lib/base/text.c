/* text.c: walks UTF-8 text one character at a time. */
#include "base/text.h"

#include <string.h>

struct text
base_text_of(const char *str)
{
	return (struct text){str, str ? strlen(str) : 0};
}

bool
base_text_equal(struct text a, struct text b)
{
	return a.data && b.data && a.len == b.len &&
	    memcmp(a.data, b.data, a.len) == 0;
}

bool
base_text_is(struct text text, const char *str)
{
	return base_text_equal(text, base_text_of(str));
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
base_text_equal_secret(struct text a, struct text b)
{
	uint64_t one, other, differences = 0;
	volatile uint64_t all;
	size_t i;

	if (!a.data || !b.data || a.len != b.len)
		return false;
	for (i = 0; a.len - i >= sizeof(one); i += sizeof(one)) {
		memcpy(&one, a.data + i, sizeof(one));
		memcpy(&other, b.data + i, sizeof(other));
		differences |= one ^ other;
	}
	for (; i < a.len; i++)
		differences |= (unsigned char)(a.data[i] ^ b.data[i]);
	/* Nothing may be concluded before the last byte. */
	all = differences;
	return all == 0;
}

struct text
base_text_trim(struct text text)
{
	while (text.len && is_blank(text.data[0])) {
		text.data++;
		text.len--;
	}
	while (text.len && is_blank(text.data[text.len - 1]))
		text.len--;
	return text;
}

/* How many bytes a character of this first byte takes; 0 for none. */
static size_t
width_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

size_t
base_text_step(const char *data, size_t len, uint32_t *rune)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	size_t i, width = len ? width_of((unsigned char)data[0]) : 0;
	uint32_t value;

	if (width == 0 || width > len)
		return 0;
	value = (unsigned char)data[0] & mask[width];
	for (i = 1; i < width; i++) {
		if (((unsigned char)data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | ((unsigned char)data[i] & 0x3f);
	}
	if (value < smallest[width] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	if (rune)
		*rune = value;
	return width;
}

bool
base_text_is_utf8(struct text text)
{
	size_t at, width;

	for (at = 0; at < text.len; at += width) {
		width = base_text_step(text.data + at, text.len - at, NULL);
		if (width == 0)
			return false;
	}
	return true;
}

size_t
base_text_count(struct text text)
{
	size_t i, count = 0;

	for (i = 0; i < text.len; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

bool
base_text_is_space(uint32_t rune)
{
	return (rune >= 0x09 && rune <= 0x0d) || rune == 0x20 || rune == 0x85 ||
	    rune == 0xa0 || rune == 0x1680 ||
	    (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
	    rune == 0x2029 || rune == 0x202f || rune == 0x205f ||
	    rune == 0x3000;
}

bool
base_text_is_blank(struct text text)
{
	size_t i = 0, width;
	uint32_t rune = 0;

	while (i < text.len) {
		width = base_text_step(text.data + i, text.len - i, &rune);
		if (width == 0 || !base_text_is_space(rune))
			return false;
		i += width;
	}
	return true;
}
