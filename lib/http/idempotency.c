/* idempotency.c: takes a structured field's string, or a bare word, apart. */
#include "http/idempotency.h"

#include <string.h>

/* Whether the byte may stand in a string, or in a word without quotes. */
static bool
is_allowed(unsigned char byte, bool quoted)
{
	if (quoted)
		return byte >= 0x20 && byte < 0x7f;
	return byte > 0x20 && byte < 0x7f && !strchr("\"\\,;", byte);
}

/* Takes an escape's backslash away; false: nothing that may follow it does. */
static bool
take_backslash(struct text *left)
{
	left->data++;
	left->len--;
	return left->len > 0 && (*left->data == '"' || *left->data == '\\');
}

/* Copies what is between the quotes, or all; false: that is no key. */
static bool
copy(struct text left, bool quoted, char out[IDEMPOTENCY_KEY_MAX], size_t *len)
{
	for (*len = 0; left.len > 0; left.data++, left.len--) {
		if (quoted && *left.data == '"')
			return false;
		if (quoted && *left.data == '\\' && !take_backslash(&left))
			return false;
		if (!is_allowed((unsigned char)*left.data, quoted) ||
		    *len == IDEMPOTENCY_KEY_MAX)
			return false;
		out[(*len)++] = *left.data;
	}
	return *len > 0;
}

bool
http_idempotency_read(
    struct text header, char out[IDEMPOTENCY_KEY_MAX], struct text *key)
{
	struct text left = base_text_trim(header);
	bool quoted = left.len > 0 && left.data[0] == '"';
	size_t len;

	if (quoted) {
		if (left.len < 2 || left.data[left.len - 1] != '"')
			return false;
		left = (struct text){left.data + 1, left.len - 2};
	}
	if (!copy(left, quoted, out, &len))
		return false;
	*key = (struct text){out, len};
	return true;
}
