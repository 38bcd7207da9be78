/* openapi_header.h: the headers of answers, as components of the document. */
#ifndef API_OPENAPI_HEADER_H
#define API_OPENAPI_HEADER_H

#include "api/route.h"
#include "json/stream.h"

/* A member that refers to the component of a header. */
void api_openapi_header_refer(struct json_stream *json, const char *name);

/*
 * The members for the headers that every answer of a route may have; NULL: of
 * whichever route.
 */
void api_openapi_header_common(
    struct json_stream *json, const struct http_route *route);

/* The member "headers" of the components. */
void api_openapi_header_components(struct json_stream *json);

#endif
