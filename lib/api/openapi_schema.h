/* openapi_schema.h: shapes, fields and parameters as JSON Schemas. */
#ifndef API_OPENAPI_SCHEMA_H
#define API_OPENAPI_SCHEMA_H

#include "api/route.h"
#include "json/stream.h"

/* A member that refers to the schema of a shape. */
void api_openapi_schema_refer(
    struct json_stream *json, const char *name, const struct shape *shape);

/* The member "parameters" of an operation: of its path, its query, and Prefer. */
void api_openapi_schema_params(
    struct json_stream *json, const struct http_route *route);

/* The member "parameters" of the components: Prefer. */
void api_openapi_schema_prefer(struct json_stream *json);

/*
 * The member "schemas" of the components: the shape of each body and answer.
 * Those of answers are closed: they tell of every member there may be.
 */
void api_openapi_schema_list(struct json_stream *json);

#endif
