/* upkeep.h: what a worker does in its idle moments. */
#ifndef API_UPKEEP_H
#define API_UPKEEP_H

#include "api/service.h"
#include "base/time.h"

#include <stdint.h>

#define API_UPKEEP_BATCH 500         /* rows of each table at a time */
#define API_UPKEEP_PAUSE TIME_SECOND /* between idle moments that are used */

/* One worker's plan; all zero at first. */
struct api_upkeep {
	int64_t due;    /* base_time_steady; 0: not planned yet */
	int64_t looked; /* the same, of the end of the last idle moment used */
};

/*
 * Deletes one batch of what has run out, if it is time (about every
 * CLEANUP_INTERVAL_SECONDS, and then until there is no more) and a request
 * needed the database within the last minute. For moments when no request
 * waits and the database is connected, a second or so apart; takes 2 s at
 * most (where tables are spread, for one of them, and it stays time for the
 * others). While another worker is at it, nothing goes, and it stays time.
 * Failures are logged and tried again in the next interval.
 */
void api_upkeep_tick(struct api *api, struct api_upkeep *plan);

/* Notes who searched, or may: in an idle moment their todos are looked after. */
void api_upkeep_search(struct api *api, const struct id *user);

/*
 * Has the index of words take a batch of the todos of who searched last, where
 * they have many that are not in it.
 */
void api_upkeep_index(struct api *api);

/*
 * An idle moment, when no request waits: a second after the last one it keeps
 * the connection (db_conn_keep), and on a living one indexes and cleans up.
 */
void api_upkeep_idle(struct api *api, struct api_upkeep *plan);

#endif
