/* run.c: the one place that decides about trying again. */
#include "db/run.h"

#include "base/time.h"
#include "db/conn.h"
#include "db/link.h"
#include "db/trip.h"

#include <poll.h>

#define QUICK_MAX (1500 * INT64_C(1000)) /* of 2 s; the rest is for the way */
#define RACES_MAX 8 /* attempts at what other transactions were in the way of */
#define RACE_PAUSE 5 /* milliseconds at most before the second, then doubled */

/* The error for statements that the server refused. */
static enum error
refused(const struct db_query *queries, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (db_statement_traits(queries[i].statement) & GUARDED)
			return SERVER_003;
	}
	return SERVER_002;
}

/* Waits for a moment that grows from attempt to attempt, none like another's. */
static void
step_aside(size_t races)
{
	int most = RACE_PAUSE << races;

	poll(NULL, 0, (int)(base_time_steady() % most) + 1);
}

/* Whether the trip may be made again though it may have been made. */
static bool
may_repeat(const struct db_query *queries, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!(db_statement_traits(queries[i].statement) &
			(READS | AGAIN)))
			return false;
	}
	return true;
}

/* Makes the trip until it succeeds, or another attempt is of no use. */
static enum outcome
travel(
    struct db *db, const struct db_query *queries, size_t count, int64_t limit)
{
	bool again = may_repeat(queries, count);
	/* Nothing is lost by it but time, where the connection has died since. */
	bool tries = again && db_conn_is_warm(db);
	size_t races = 0, losses = 0, most = tries ? 2 : 1;
	enum outcome outcome;

	for (;; tries = false) {
		if (!tries && !db_conn_ready(db, limit))
			return STOPPED;
		outcome = db_trip_make(db, queries, count, limit);
		if (outcome == LOST && again)
			outcome = UNDONE;
		if (outcome == RACED && races + 1 < RACES_MAX)
			step_aside(races++);
		else if (outcome != UNDONE || losses++ == most)
			return outcome;
	}
}

enum error
db_run(struct db *db, const struct db_query *queries, size_t count,
    PGresult **results)
{
	bool quick = db_statement_traits(queries[0].statement) & QUICK;
	int64_t limit = quick ? base_time_steady() + QUICK_MAX : INT64_MAX;
	enum outcome outcome = travel(db, queries, count, limit);
	size_t i;

	if (outcome == REFUSED)
		return refused(queries, count);
	if (outcome == RACED)
		return SERVER_002;
	if ((outcome == LOST || outcome == LATE) &&
	    !db_trip_only_reads(queries, count) &&
	    !db_trip_is_local(queries, count))
		db->unsure = true;
	if (outcome != DONE)
		return SERVER_001;
	for (i = 0; i < count; i++)
		results[i] = db->results[db->result_count - count + i];
	return OK;
}

enum error
db_run_one(struct db *db, const struct db_query *query, enum error none,
    PGresult **result)
{
	enum error err = db_run(db, query, 1, result);

	return err == OK && PQntuples(*result) == 0 ? none : err;
}
