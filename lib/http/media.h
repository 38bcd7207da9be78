/* media.h: what Content-Type and Content-Encoding say of a body. */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include "base/text.h"

#define HTTP_MEDIA_JSON "application/json"
#define HTTP_MEDIA_PATCH "application/merge-patch+json" /* RFC 7396, 4 */
/* What Accept-Patch says (RFC 5789, 3.1). */
#define HTTP_MEDIA_PATCHES HTTP_MEDIA_PATCH ", " HTTP_MEDIA_JSON

/*
 * Whether a Content-Type is application/json, with no charset or with UTF-8
 * (RFC 9110, 8.3; RFC 8259, 11). Other parameters are ignored.
 */
bool http_media_is_json(struct text content_type);

/* The same of application/merge-patch+json (RFC 7396, 4). */
bool http_media_is_patch(struct text content_type);

/*
 * Whether a Content-Encoding, if there is any, leaves the body as it is: the
 * codings of its list are all "identity" (RFC 9110, 8.4).
 */
bool http_media_is_plain(struct text content_encoding);

#endif
