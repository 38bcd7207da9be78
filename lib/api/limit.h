/* limit.h: too many wrong passwords or registrations from one address. */
#ifndef API_LIMIT_H
#define API_LIMIT_H

#include "api/call.h"

/*
 * RATE_001, with call->retry_after, when the client's address used up what
 * the settings allow it in a minute. SERVER_001, SERVER_002.
 */
enum error api_limit_check(struct call *call, unsigned int needs) MUST_CHECK;

/*
 * Counts the request by how it ended: a wrong password against logins; a
 * registration, or the news that an email is taken, against registrations.
 */
void api_limit_note(struct call *call, unsigned int needs, enum error err);

#endif
