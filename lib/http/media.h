/* media.h: what a Content-Type header says. */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include "base/text.h"

/*
 * Whether a Content-Type is application/json, with no charset or with UTF-8
 * (RFC 9110, 8.3; RFC 8259, 11). Other parameters are ignored.
 */
bool http_media_is_json(struct text content_type);

#endif
