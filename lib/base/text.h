/* text.h: a borrowed piece of UTF-8 text, and what may be asked of it. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed bytes, not NUL-terminated; data is NULL where there is none. */
struct text {
	const char *data;
	size_t len;
};

/* The text of a C string; NULL gives the absent text. */
struct text base_text_of(const char *str);

/* Whether the text is exactly this C string. */
bool base_text_is(struct text text, const char *str);

/* Whether two texts are the same bytes; an absent text equals none. */
bool base_text_equal(struct text a, struct text b);

/*
 * The same for secrets: how long it takes tells of their lengths, but not
 * where the first difference is.
 */
bool base_text_equal_secret(struct text a, struct text b);

/* The text without blanks and tabs at both ends. */
struct text base_text_trim(struct text text);

/*
 * The width in bytes (1 to 4) of the character that data begins with, and
 * the character itself in *rune unless rune is NULL; 0 where the bytes are no
 * UTF-8: overlong forms, surrogates and numbers over U+10FFFF (RFC 3629, 4).
 */
size_t base_text_step(const char *data, size_t len, uint32_t *rune);

/* Whether the text is UTF-8 through and through. */
bool base_text_is_utf8(struct text text);

/* How many characters valid UTF-8 text holds. */
size_t base_text_count(struct text text);

/* Whether a character is white space (Unicode's White_Space property). */
bool base_text_is_space(uint32_t rune);

/* Whether the text is empty or nothing but white space. */
bool base_text_is_blank(struct text text);

#endif
