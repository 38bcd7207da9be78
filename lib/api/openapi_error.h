/* openapi_error.h: the errors that operations may answer with, by status. */
#ifndef API_OPENAPI_ERROR_H
#define API_OPENAPI_ERROR_H

#include "api/route.h"
#include "json/stream.h"

/* A member, named after its status, for each error status of a route. */
void api_openapi_error_list(
    struct json_stream *json, const struct http_route *route);

/*
 * The member "responses" of the components: what several operations answer
 * alike. Errors that blame a field stand with each operation.
 */
void api_openapi_error_components(struct json_stream *json);

#endif
