/* excerpt.h: text of any length for a place of limited length, as in a log. */
#ifndef BASE_EXCERPT_H
#define BASE_EXCERPT_H

#include "base/buffer.h"
#include "base/text.h"

/*
 * Both append the text, or if it would take more than max bytes there as many
 * of its first characters as it may, and U+2026 in place of the others.
 */

/* As a JSON string, see base_buffer_json; the quotes are not counted. */
void base_excerpt_json(struct buffer *buf, struct text text, size_t max);

/*
 * For people, who take control characters for line breaks and colors: they
 * become "?". Cut where it would be as JSON.
 */
void base_excerpt_plain(struct buffer *buf, struct text text, size_t max);

#endif
