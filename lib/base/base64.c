/* base64.c: bytes to base64url and back, three to four. */
#include "base/base64.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
			     "vwxyz0123456789-_";

void
base_base64_encode(const unsigned char *data, size_t len, char *out)
{
	uint32_t held = 0; /* bits that are still to be written */
	int bits = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		held = held << 8 | data[i];
		for (bits += 8; bits >= 6; bits -= 6)
			*out++ = digits[held >> (bits - 6) & 63];
	}
	if (bits > 0)
		*out = digits[held << (6 - bits) & 63];
}

bool
base_base64_decode(
    struct text text, unsigned char *out, size_t size, size_t *len)
{
	uint32_t held = 0;
	int bits = 0;
	const char *digit;
	size_t i, n = 0;

	for (i = 0; i < text.len; i++) {
		digit = memchr(digits, text.data[i], sizeof(digits) - 1);
		if (!digit)
			return false;
		held = held << 6 | (uint32_t)(digit - digits);
		bits += 6;
		if (bits < 8)
			continue;
		if (n == size)
			return false;
		bits -= 8;
		out[n++] = (unsigned char)(held >> bits);
	}
	*len = n;
	/* A lone character holds no byte; bits to spare are all zero. */
	return bits < 6 && (held & ((1U << bits) - 1)) == 0;
}
