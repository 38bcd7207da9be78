/* openapi_answer.h: what an operation may answer, its errors included. */
#ifndef API_OPENAPI_ANSWER_H
#define API_OPENAPI_ANSWER_H

#include "api/route.h"
#include "base/setting.h"
#include "json/stream.h"

/* The member "responses" of an operation. */
void api_openapi_answer_list(struct json_stream *json,
    const struct http_route *route, const struct settings *settings);

#endif
