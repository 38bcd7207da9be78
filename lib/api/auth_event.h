/* auth_event.h: what calls mean to users and sessions. */
#ifndef API_AUTH_EVENT_H
#define API_AUTH_EVENT_H

#include "api/call.h"

/* Counts the event that a call with this result was, if it was one. */
void api_auth_event_count(const struct call *call, enum error err);

#endif
