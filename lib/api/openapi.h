/* openapi.h: the API's document, OpenAPI 3.1, from the tables that it runs by. */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include "base/buffer.h"
#include "base/setting.h"
#include "base/text.h"
#include "http/router.h"
#include "json/stream.h"

/*
 * Appends the document: of the routes, the shapes and parameters, the errors,
 * and the limits that the settings set. prefix is where the API is mounted,
 * "" at the root.
 */
void api_openapi_write(
    struct buffer *out, const struct settings *settings, struct text prefix);

/* Writes the operation of a route: a member that its method names. */
void api_openapi_operation(struct json_stream *json,
    const struct http_route *route, const struct settings *settings);

#endif
