/* openapi_example.h: examples of bodies and answers. */
#ifndef API_OPENAPI_EXAMPLE_H
#define API_OPENAPI_EXAMPLE_H

#include "api/route.h"
#include "base/time.h"
#include "base/setting.h"
#include "json/stream.h"

/* When all examples are of: 2026-01-12T20:30:00Z. */
#define API_OPENAPI_NOW (INT64_C(1768249800) * TIME_SECOND)
#define API_OPENAPI_TODAY 739628 /* the day of it */

/* The member "example" with a body of this shape. */
void
api_openapi_example_body(struct json_stream *json, const struct shape *shape);

/*
 * The member "example" with an operation's answer, put together by those who
 * write it for clients; unwell: of a service that cannot serve.
 */
void api_openapi_example_answer(struct json_stream *json,
    const struct operation *operation, const struct settings *settings,
    bool unwell);

#endif
