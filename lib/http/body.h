/* body.h: reads a request's body, as announced and never over the limit. */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "base/buffer.h"
#include "base/error.h"
#include "http/request.h"

/* Where bytes come from: reads up to len, 0 at the end, -1 on a failure. */
struct http_source {
	long (*read)(void *context, char *data, size_t len);
	void *context;
};

/*
 * Reads the body into buf, which it resets first, and sets req->body and
 * req->body_state. CONTENT_LENGTH counts where it is given; without it a
 * body is read to its end only when HTTP_TRANSFER_ENCODING says there is one
 * (Apache's mod_proxy_fcgi and mod_cgid with a chunked request). A body over
 * max bytes is read and dropped, so that the web server can finish sending.
 * Returns SERVER_002 when memory ran out.
 */
enum error http_body_read(struct http_request *req, struct buffer *buf,
    size_t max, struct http_source source) MUST_CHECK;

#endif
