/* etag.h: names a state of a resource, and knows who has it (RFC 9110, 8.8). */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/text.h"

#include <stdint.h>

struct http_response;

#define ETAG_DIGITS 16
#define ETAG_TEXT (ETAG_DIGITS + 3) /* bytes: in quotes, and the NUL */

/* Writes a number as a strong tag. */
void http_etag_format(uint64_t number, char out[ETAG_TEXT]);

/* Writes the strong tag of some bytes. */
void http_etag_write(struct text bytes, char out[ETAG_TEXT]);

/* One tag of a list, without its quotes and the suffix of a web server. */
struct http_etag {
	struct text value;
	bool is_weak;
};

enum http_etag_next { ETAG_NONE, ETAG_ANY, ETAG_FOUND };

/*
 * Takes the first tag off the rest of an If-Match or If-None-Match, a C string.
 * ETAG_ANY: it is "*"; ETAG_NONE: it ends, or is malformed. Of a tag that ends
 * in "-gzip", "--gzip", ";gzip", or so with another coding, that is left out: a
 * web server that compresses an answer adds it to our tag (Apache, lighttpd,
 * Caddy, Jetty). nginx makes the tag weak instead.
 */
enum http_etag_next http_etag_take(const char **rest, struct http_etag *tag);

/* The number of a strong tag that http_etag_format wrote; false for others. */
bool http_etag_read(const struct http_etag *tag, uint64_t *number);

/*
 * Whether an If-None-Match lists the tag, weak or not, or is "*": the client
 * has what it asks for (RFC 9110, 13.1.2). Absent or malformed lists do not.
 */
bool http_etag_is_known(struct text if_none_match, const char *tag);

/*
 * Adds the tag to the whole answer of a GET, which becomes 304 without a body
 * where the client has it (RFC 9110, 15.4.5).
 */
void http_etag_answer(
    struct http_response *res, const char *tag, struct text if_none_match);

/* The same, with the tag of the answer's very bytes. */
void
http_etag_answer_body(struct http_response *res, struct text if_none_match);

#endif
