/* openapi_fault.h: an example of each error, and of what it blames. */
#ifndef API_OPENAPI_FAULT_H
#define API_OPENAPI_FAULT_H

#include "api/route.h"
#include "json/stream.h"

/*
 * A member, named after the code, with an example of an operation's error. One
 * that blames a field is the operation's own; all others are components.
 */
void api_openapi_fault_example(struct json_stream *json,
    const struct operation *operation, enum error error);

/* The member "examples" of the components: an answer of each of those. */
void api_openapi_fault_components(struct json_stream *json);

/*
 * Whether the error has details of its own for the operation, or (NULL) for all.
 */
bool
api_openapi_fault_is_own(const struct operation *operation, enum error error);

#endif
