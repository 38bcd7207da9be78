/* openapi_header.h: the headers of answers, as components of the document. */
#ifndef API_OPENAPI_HEADER_H
#define API_OPENAPI_HEADER_H

#include "json/stream.h"

/* A member that refers to the component of a header. */
void api_openapi_header_refer(struct json_stream *json, const char *name);

/* The member "headers" of the components. */
void api_openapi_header_components(struct json_stream *json);

#endif
