/* upkeep.h: what a worker cleans up in its idle moments. */
#ifndef API_UPKEEP_H
#define API_UPKEEP_H

#include "api/service.h"

#include <stdint.h>

#define API_UPKEEP_BATCH 500 /* rows of each table at a time */

/* One worker's plan; all zero at first. */
struct api_upkeep {
	int64_t due; /* base_time_steady; 0: not planned yet */
};

/*
 * Deletes one batch of what has run out, if it is time (about every
 * CLEANUP_INTERVAL_SECONDS, and then until there is no more) and a request
 * needed the database within the last minute. For moments when no request
 * waits and the database is connected, a second or so apart; takes 2 s at
 * most. Failures are logged and tried again in the next interval.
 */
void api_upkeep_tick(struct api *api, struct api_upkeep *plan);

#endif
