/* etag.h: names a representation, and knows who has it already (RFC 9110, 8.8). */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/text.h"

#define ETAG_TEXT 19 /* bytes: 16 hex digits in quotes, and the NUL */

/* Writes the strong tag of some bytes. */
void http_etag_write(struct text bytes, char out[ETAG_TEXT]);

/*
 * Whether an If-None-Match lists the tag, weak or not, or is "*": the client
 * has what it asks for (RFC 9110, 13.1.2). Absent or malformed lists do not.
 */
bool http_etag_is_known(struct text if_none_match, const char *tag);

#endif
