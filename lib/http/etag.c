/* etag.c: makes tags, and walks the lists of If-Match and If-None-Match. */
#include "http/etag.h"

#include "base/hash.h"
#include "http/response.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
http_etag_format(uint64_t number, char out[ETAG_TEXT])
{
	snprintf(out, ETAG_TEXT, "\"%016" PRIx64 "\"", number);
}

void
http_etag_write(struct text bytes, char out[ETAG_TEXT])
{
	http_etag_format(base_hash(HASH_START, bytes.data, bytes.len), out);
}

/* The text without a mark and this coding at its end. */
static bool
cut_coding(struct text *text, const char *coding)
{
	size_t len = strlen(coding), rest;

	if (text->len <= len + 1 ||
	    memcmp(text->data + text->len - len, coding, len) != 0)
		return false;
	rest = text->len - len - 1;
	if (text->data[rest] != '-' && text->data[rest] != ';')
		return false;
	if (rest > 1 && text->data[rest] == '-' && text->data[rest - 1] == '-')
		rest--;
	text->len = rest;
	return true;
}

static void
cut_suffix(struct text *text)
{
	static const char *const codings[] = {
	    "gzip", "br", "zstd", "deflate", "bzip2"};
	size_t i;

	for (i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		if (cut_coding(text, codings[i]))
			return;
	}
}

enum http_etag_next
http_etag_take(const char **rest, struct http_etag *tag)
{
	const char *at = *rest + strspn(*rest, ", \t"), *end;

	if (*at == '*')
		return at[1 + strspn(at + 1, " \t")] == '\0' ? ETAG_ANY :
							       ETAG_NONE;
	tag->is_weak = strncmp(at, "W/", 2) == 0;
	if (tag->is_weak)
		at += 2;
	end = *at == '"' ? strchr(at + 1, '"') : NULL;
	if (!end)
		return ETAG_NONE;
	tag->value = (struct text){at + 1, (size_t)(end - at) - 1};
	cut_suffix(&tag->value);
	*rest = end + 1;
	return ETAG_FOUND;
}

bool
http_etag_read(const struct http_etag *tag, uint64_t *number)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit;
	size_t i;

	if (tag->is_weak || tag->value.len != ETAG_DIGITS)
		return false;
	*number = 0;
	for (i = 0; i < ETAG_DIGITS; i++) {
		digit = memchr(digits, tag->value.data[i], ETAG_DIGITS);
		if (!digit)
			return false;
		*number = *number << 4 | (uint64_t)(digit - digits);
	}
	return true;
}

bool
http_etag_is_known(struct text if_none_match, const char *tag)
{
	const struct text own = {tag + 1, strlen(tag) - 2};
	const char *rest = if_none_match.data;
	enum http_etag_next next;
	struct http_etag listed;

	/* The text is a C string, as all CGI variables are. */
	while (rest) {
		next = http_etag_take(&rest, &listed);
		if (next != ETAG_FOUND)
			return next == ETAG_ANY;
		if (base_text_equal(listed.value, own))
			return true;
	}
	return false;
}

void
http_etag_answer(
    struct http_response *res, const char *tag, struct text if_none_match)
{
	http_response_header(res, "ETag", tag);
	if (!http_etag_is_known(if_none_match, tag))
		return;
	res->status = 304;
	res->content_type = NULL;
}

void
http_etag_answer_body(struct http_response *res, struct text if_none_match)
{
	char tag[ETAG_TEXT];

	http_etag_write((struct text){res->body.data, res->body.len}, tag);
	http_etag_answer(res, tag, if_none_match);
}
