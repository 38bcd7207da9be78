/* dispatch.h: a request finds its handler, and an error its answer. */
#ifndef API_DISPATCH_H
#define API_DISPATCH_H

#include "api/call.h"

/*
 * Answers the call, whose response is empty. Whatever goes wrong is an answer
 * too, and returned. call->res says by its buffers' failed when memory ran out
 * even for that. What the answer took is the caller's to release.
 */
enum error api_dispatch(struct call *call);

#endif
