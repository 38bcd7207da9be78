/* body.c: reads a body to its announced length or to its end. */
#include "http/body.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DRAIN_MAX ((size_t)2 << 20) /* bytes read of a body that is too large */

/* The announced length; false when it is no number. */
static bool
announced(struct text length, size_t *len)
{
	unsigned long long number;

	if (strspn(length.data, "0123456789") != length.len)
		return false;
	/* A number too large to hold is ULLONG_MAX, and larger than any limit. */
	number = strtoull(length.data, NULL, 10);
	*len = number > SIZE_MAX ? SIZE_MAX : (size_t)number;
	return true;
}

/* Reads up to len bytes into the buffer; the count, or -1 on a failure. */
static long
fill(struct buffer *buf, size_t len, struct http_source source)
{
	size_t start = buf->len;
	long got = 1;

	if (!base_buffer_reserve(buf, len))
		return -1;
	while (buf->len - start < len && got > 0) {
		got = source.read(source.context, buf->data + buf->len,
		    len - (buf->len - start));
		if (got > 0)
			buf->len += (size_t)got;
	}
	return got < 0 ? -1 : (long)(buf->len - start);
}

static void
drain(size_t len, struct http_source source)
{
	char waste[4096];
	long got = 1;

	if (len > DRAIN_MAX)
		len = DRAIN_MAX;
	while (len && got > 0) {
		got = source.read(source.context, waste,
		    len < sizeof(waste) ? len : sizeof(waste));
		len -= got > 0 ? (size_t)got : 0;
	}
}

/* Reads a body without a length to its end. */
static enum http_body
read_to_end(struct buffer *buf, size_t max, struct http_source source)
{
	long got = fill(buf, max + 1, source);

	if (got < 0)
		return HTTP_BODY_SHORT;
	if ((size_t)got <= max)
		return HTTP_BODY_WHOLE;
	drain(DRAIN_MAX, source);
	return HTTP_BODY_TOO_LARGE;
}

static enum http_body
read_announced(
    struct buffer *buf, size_t len, size_t max, struct http_source source)
{
	if (len > max) {
		drain(len, source);
		return HTTP_BODY_TOO_LARGE;
	}
	return fill(buf, len, source) == (long)len ? HTTP_BODY_WHOLE :
						     HTTP_BODY_SHORT;
}

enum error
http_body_read(struct http_request *req, struct buffer *buf, size_t max,
    struct http_source source)
{
	size_t len = 0;

	base_buffer_reset(buf);
	req->body_state = HTTP_BODY_WHOLE;
	if (req->content_length.len && !announced(req->content_length, &len))
		req->body_state = HTTP_BODY_SHORT;
	else if (req->content_length.len)
		req->body_state = read_announced(buf, len, max, source);
	else if (req->transfer_encoding.len)
		req->body_state = read_to_end(buf, max, source);
	req->body = (struct text){buf->data, buf->len};
	return buf->failed ? SERVER_002 : OK;
}
