/* lease.h: who may add todos for a while without their todos being counted. */
#ifndef API_LEASE_H
#define API_LEASE_H

#include "base/id.h"

#include <stdbool.h>

#define API_LEASES 256 /* users that a process remembers at the most */

/* All zero is a process that has counted nobody's todos. */
struct api_leases {
	struct {
		struct id user_id;
		int left; /* todos that need no counting */
		int64_t until;
	} rows[API_LEASES];
};

/*
 * Uses up so many todos of the user's lease; false: it has not as many, and their
 * todos must be counted.
 */
bool api_lease_take(struct api_leases *leases, const struct id *user_id,
    int count, int64_t now);

/*
 * Notes that the user had so many todos of limit just now: for a minute they
 * may add a 64th of the rest, 256 at most, so that as many workers do not pass
 * the limit together.
 */
void api_lease_give(struct api_leases *leases, const struct id *user_id,
    int64_t held, long limit, int64_t now);

#endif
