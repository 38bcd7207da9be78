/* run.c: the one place that decides about trying again. */
#include "db/run.h"

#include "base/time.h"
#include "db/conn.h"
#include "db/link.h"
#include "db/setup.h"
#include "db/traits.h"
#include "db/trip.h"

#include <poll.h>

#define QUICK_MAX (1500 * INT64_C(1000)) /* of 2 s; the rest is for the way */
#define RACES_MAX 8 /* attempts at what other transactions were in the way of */
#define RACE_PAUSE 5 /* milliseconds at most before the second, then doubled */

/* The error for statements that the server refused. */
static enum error
refused(const struct db_query *queries, size_t count)
{
	return db_traits_any(queries, count, GUARDED) ? SERVER_003 : SERVER_002;
}

/* Waits for a moment that grows from attempt to attempt, none like another's. */
static void
step_aside(size_t races)
{
	int most = RACE_PAUSE << races;

	poll(NULL, 0, (int)(base_time_steady() % most) + 1);
}

/* Makes the trip until it succeeds, or another attempt is of no use. */
static enum outcome
travel(
    struct db *db, const struct db_query *queries, size_t count, int64_t limit)
{
	/*
	 * It may be made again though it may have been made; and of a transaction that
	 * is to be held nothing is applied without its end.
	 */
	bool again = db->hold == HOLD_BEGINS ||
	    db_traits_all(queries, count, READS | AGAIN);
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

/* The error of statements that are not done; sure: nothing was applied. */
static enum error
judge(struct db *db, enum outcome outcome, const struct db_query *queries,
    size_t count, bool sure)
{
	if (outcome == REFUSED)
		return refused(queries, count);
	if (outcome == RACED)
		return SERVER_002;
	if ((outcome == LOST || outcome == LATE || outcome == APART) && !sure)
		db->unsure = true;
	return SERVER_001;
}

/* Where the results of the last round trip are. */
static enum error
give(const struct db *db, size_t count, PGresult **results)
{
	size_t i;

	for (i = 0; i < count; i++)
		results[i] = db->results[db->result_count - count + i];
	return OK;
}

/*
 * A round trip of a transaction that is held: one that fails ends it. What was
 * in its way may not be any more when all is sent again.
 */
static enum error
run_held(struct db *db, const struct db_query *queries, size_t count,
    PGresult **results)
{
	bool ends = db->hold == HOLD_ENDS;
	enum outcome outcome = db->hold == HOLD_BEGINS ?
	    travel(db, queries, count, INT64_MAX) :
	    db_trip_make(db, queries, count, INT64_MAX);

	if (outcome == DONE)
		return give(db, count, results);
	db->hold = HOLD_NONE;
	return judge(
	    db, outcome == RACED ? UNDONE : outcome, queries, count, !ends);
}

enum error
db_run(struct db *db, const struct db_query *queries, size_t count,
    PGresult **results)
{
	bool quick = db_statement_traits(queries[0].statement) & QUICK;
	int64_t limit = quick ? base_time_steady() + QUICK_MAX : INT64_MAX;
	enum outcome outcome;

	db->apart = false;
	if (db->hold != HOLD_NONE)
		return run_held(db, queries, count, results);
	outcome = travel(db, queries, count, limit);
	if (outcome == DONE)
		return give(db, count, results);
	return judge(db, outcome, queries, count,
	    db_traits_all(queries, count, READS) ||
		db_traits_are_local(queries, count));
}

void
db_run_begin(struct db *db)
{
	db->hold = HOLD_BEGINS;
}

enum error
db_run_commit(struct db *db, const struct db_query *queries, size_t count,
    PGresult **results)
{
	db->hold = HOLD_ENDS;
	return run_held(db, queries, count, results);
}

void
db_run_roll_back(struct db *db)
{
	if (db->hold == HOLD_ON) {
		db_setup_roll_back(db);
		if (PQtransactionStatus(db->conn) != PQTRANS_IDLE)
			db_link_drop(db);
	}
	db->hold = HOLD_NONE;
}

bool
db_run_is_apart(const struct db *db)
{
	return db->apart;
}

enum error
db_run_one(struct db *db, const struct db_query *query, enum error none,
    PGresult **result)
{
	enum error err = db_run(db, query, 1, result);

	return err == OK && PQntuples(*result) == 0 ? none : err;
}
