/* advice.h: the headers that tell a client how to go on with a route. */
#ifndef API_ADVICE_H
#define API_ADVICE_H

#include "api/call.h"

/*
 * Adds to the answer of a route what applies of: until when the route may be
 * used, how often the client still may, which of its preferences counted, and
 * how long all has taken since the start (base_time_steady).
 */
void api_advice_add(struct call *call, int64_t start);

#endif
