/* trip.h: one attempt at one round trip; only run.c makes one. */
#ifndef DB_TRIP_H
#define DB_TRIP_H

#include "db/outcome.h"
#include "db/params.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

/*
 * Runs the queries on the connection, which there has to be, in one round trip
 * and one transaction, which db->hold may leave open or end, until the limit
 * (base_time_steady) at most and its cancellation then. When DONE their results
 * are the last of db->results; otherwise the connection is dropped where it is of
 * no more use.
 */
enum outcome db_trip_make(
    struct db *db, const struct db_query *queries, size_t count, int64_t limit);

#endif
