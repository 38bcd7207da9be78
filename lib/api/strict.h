/* strict.h: what nothing would read is refused, for clients that prefer so. */
#ifndef API_STRICT_H
#define API_STRICT_H

#include "api/call.h"

/*
 * Whether the client sent "Prefer: handling=strict" (RFC 7240, 4.4); its answer
 * says that it was applied.
 */
bool api_strict_is_wanted(const struct call *call);

/*
 * VALIDATION_006 where a parameter of the query, or a member of the body, is
 * none that the route has; call->fault names them all.
 */
enum error api_strict_check(struct call *call) MUST_CHECK;

#endif
