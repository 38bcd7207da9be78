/* response.h: one HTTP answer, gathered first and written in one piece, or begun so. */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/buffer.h"
#include "base/text.h"

/* All zero is an empty answer; its buffers keep their memory for reuse. */
struct http_response {
	int status;
	const char *content_type; /* NULL: an answer without a body */
	bool is_public; /* for every page to read, and for caches to keep */
	bool is_open;   /* more of the body follows: nobody knows its length */
	struct buffer headers; /* finished lines */
	struct buffer body;
};

/* Makes the answer empty again: 200, application/json, private, whole, nothing else. */
void http_response_reset(struct http_response *res);

/* Adds a header; name and value hold no line breaks. */
void http_response_header(
    struct http_response *res, const char *name, const char *value);

/* Adds a Location: the prefix we are mounted at, a folder and a name in it. */
void http_response_location(struct http_response *res, struct text prefix,
    const char *folder, const char *name);

/* Adds a Link to the API's document and its page (RFC 8631, 4). */
void http_response_service(struct http_response *res, struct text prefix);

/* Whether memory ran out for any part of it. */
bool http_response_is_cut(const struct http_response *res);

/*
 * Adds Deprecation (RFC 9745) and Sunset (RFC 8594): since when what was asked
 * for is discouraged, and when it will be gone, in seconds since 1970; 0: never.
 */
void http_response_lifetime(
    struct http_response *res, int64_t deprecated, int64_t sunset);

/*
 * Adds Server-Timing (W3C): how long the database and all of the request took,
 * in microseconds.
 */
void http_response_timing(
    struct http_response *res, int64_t database, int64_t total);

/*
 * Writes the answer in CGI's form (RFC 3875, 6.3) into out, which it resets
 * first: all of it, or without the body for HEAD. When memory ran out for
 * any part, out->failed is set.
 */
void http_response_write(
    const struct http_response *res, bool head, struct buffer *out);

/* Frees the buffers. */
void http_response_clear(struct http_response *res);

#endif
