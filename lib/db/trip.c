/* trip.c: sends the statements of one round trip and judges what comes back. */
#include "db/trip.h"

#include "base/log.h"
#include "base/time.h"
#include "db/cancel.h"
#include "db/find.h"
#include "db/link.h"
#include "db/setup.h"
#include "db/sql_setup.h"
#include "db/traits.h"
#include "metric/count.h"

#include <string.h>

#define GRACE TIME_SECOND /* past statement_timeout, the server is gone */
/* For a write, where the last one's commit was made and never confirmed. */
#define HURRY_MAX (500 * INT64_C(1000))
#define LIMITS_MAX 8 /* of statements, that add up: a bulk has no more time */
#define CANCEL_MAX TIME_SECOND    /* for a cancellation and what it brings */
#define CANCEL_QUICK (300 * 1000) /* the same where 2 s are all there is */

struct attempt {
	const struct db_query *queries;
	size_t count;
	size_t done;  /* statements that have their result */
	size_t ahead; /* results still to come before those of the statements */
	int64_t deadline;
	enum db_statement first; /* of the transaction */
	bool pipeline;
	bool begins, ends; /* the transaction, by a statement of its own */
	bool reads;        /* and nothing else */
	bool local;        /* the commit need not wait for a standby */
	bool ended;        /* the transaction's end was read */
	enum outcome outcome;
};

static bool
send_query(struct db *db, struct attempt *a, const struct db_query *query)
{
	const struct db_params *p = &query->params;

	if (query->statement == DB_LIST_FOUND)
		return db_find_send(db, query, &a->ahead);
	if (db->prepare && !db->pooled)
		return PQsendQueryPrepared(db->conn,
			   db_statement_name(query->statement), p->count,
			   p->values, p->lengths, p->formats, 1) == 1;
	return PQsendQueryParams(db->conn, db_statement_sql(query->statement),
		   p->count, NULL, p->values, p->lengths, p->formats, 1) == 1;
}

/* Queues what comes before the statements, and counts its results. */
static bool
send_ahead(struct db *db, struct attempt *a)
{
	if (a->begins) {
		a->ahead++;
		if (!db_setup_send(db, SETUP_BEGIN))
			return false;
	}
	if (a->begins && db->pooled) {
		a->ahead += 2;
		if (!db_setup_send_settings(db) ||
		    !db_setup_send_limits(db, db->timeout_ms))
			return false;
	}
	if (a->local) {
		a->ahead++;
		return db_setup_send(db, SETUP_LOCAL);
	}
	return true;
}

static bool
send_all(struct db *db, struct attempt *a)
{
	size_t i;

	if (a->pipeline && !PQenterPipelineMode(db->conn))
		return false;
	if (!send_ahead(db, a))
		return false;
	for (i = 0; i < a->count; i++) {
		if (!send_query(db, a, &a->queries[i]))
			return false;
	}
	if (a->ends && !db_setup_send(db, SETUP_COMMIT))
		return false;
	return !a->pipeline || PQpipelineSync(db->conn) == 1;
}

static void
log_error(const struct db *db, const struct attempt *a, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	enum db_statement statement = a->first;

	if (a->count > 0)
		statement =
		    a->queries[a->done < a->count ? a->done : a->count - 1]
			.statement;
	/* The primary message only: the detail may hold a user's data. */
	if (!text)
		text = PQerrorMessage(db->conn);
	base_log(LOG_ERROR, "database: %s: %s %.*s",
	    db_statement_name(statement), state ? state : "-----",
	    (int)strcspn(text, "\n"), text);
}

/*
 * Where the trip is. Of a spread database a statement that writes is committed by its
 * node at once, unless it is a part of a transaction that was begun.
 */
static struct stage
stage_of(const struct db *db, const struct attempt *a)
{
	bool early = a->done < a->count;

	return (struct stage){.early = early,
	    .fresh = a->begins || db_traits_all(a->queries, a->done, READS),
	    .apart = early && db->spread && !a->begins && !db->hold &&
		!db_traits_all(&a->queries[a->done], 1, READS)};
}

/* Takes one result that is not NULL. */
static void
take(struct db *db, struct attempt *a, PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		if (a->ahead > 0) {
			a->ahead--;
			break;
		}
		if (db->result_count < DB_RESULTS_MAX && a->done < a->count) {
			db->results[db->result_count++] = result;
			a->done++;
			return;
		}
		break;
	case PGRES_PIPELINE_SYNC:
		a->ended = true;
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		if (a->outcome == DONE) {
			log_error(db, a, result);
			a->outcome = db_outcome_of(db, result, stage_of(db, a));
			/* No node commits before we say so. */
			if (a->outcome == APART && a->begins)
				a->outcome = STOPPED;
		}
		break;
	}
	PQclear(result);
}

/*
 * Reads results to the transaction's end; false when the deadline came first.
 * In a pipeline a NULL ends each statement's results and the synchronization
 * point ends all.
 */
static bool
read_to_end(struct db *db, struct attempt *a, int64_t deadline)
{
	PGresult *result;

	while (db->conn && !a->ended) {
		if (!db_link_wait(db->conn, deadline))
			return false;
		result = PQgetResult(db->conn);
		if (result)
			take(db, a, result);
		else if (!a->pipeline || PQstatus(db->conn) != CONNECTION_OK)
			a->ended = true;
	}
	return true;
}

/*
 * What became of a cancelled trip. One that was given up early, for what others
 * waited for, and did not get as far as its commit has time for another attempt.
 */
static enum outcome
judge_cancelled(struct db *db, const struct attempt *a)
{
	bool hurried = db->hurried;

	db->hurried = a->outcome == DONE && !a->reads;
	if (a->outcome != REFUSED || a->done == a->count)
		return LATE;
	return hurried ? UNDONE : STOPPED;
}

/*
 * Gives up on an answer: what the server is at is cancelled, so that no
 * backend goes on, or waits for a lock or a standby, for nobody. A cancelled
 * commit is one that the server has made and no standby knows of.
 */
static enum outcome
give_up(struct db *db, struct attempt *a, bool quick)
{
	int64_t deadline =
	    base_time_steady() + (quick ? CANCEL_QUICK : CANCEL_MAX);
	bool told;

	base_log(LOG_ERROR, "database: %s: no answer in time",
	    db_statement_name(a->first));
	told = db_cancel(db->conn, deadline);
	if (!read_to_end(db, a, deadline) || !told) {
		db_link_drop(db);
		return LATE;
	}
	return judge_cancelled(db, a);
}

static void
read_all(struct db *db, struct attempt *a)
{
	bool quick = db_statement_traits(a->first) & QUICK;

	a->outcome = DONE;
	if (!read_to_end(db, a, a->deadline))
		a->outcome = give_up(db, a, quick);
	else if (a->outcome == DONE && a->done < a->count)
		a->outcome = LOST;
}

/* Frees what a failed attempt has read, and the connection if it is no good. */
static void
clean_up(struct db *db, const struct attempt *a, size_t kept)
{
	while (db->result_count > kept)
		PQclear(db->results[--db->result_count]);
	if (a->pipeline && db->conn)
		PQexitPipelineMode(db->conn);
	if (db->conn && a->outcome != LOST &&
	    PQtransactionStatus(db->conn) == PQTRANS_INERROR)
		db_setup_roll_back(db);
	if (a->outcome == LOST ||
	    (db->conn && PQtransactionStatus(db->conn) != PQTRANS_IDLE))
		db_link_drop(db);
}

/*
 * When the server has to have answered. Each statement has its own limit, and
 * it is better that the server says which one was too slow; a commit has it, too.
 */
static int64_t
deadline_of(const struct db *db, const struct attempt *a)
{
	size_t limits = a->count < LIMITS_MAX ? a->count : LIMITS_MAX;

	if (db->hurried && !a->reads && !a->local)
		return base_time_steady() + HURRY_MAX;
	return base_time_steady() + GRACE +
	    (int64_t)(limits ? limits : 1) * db->timeout_ms * 1000;
}

/*
 * Whether the server became read-only, as its last answer told: after a
 * failover there is another one, and what this one reads grows old.
 */
static bool
is_demoted(const struct db *db)
{
	if (!db->writable || !db_setup_is_read_only(db->conn))
		return false;
	base_log(LOG_WARNING, "database: the server takes no more writes");
	return true;
}

/*
 * Whether the transaction has to be begun by a statement: in a session that is not ours
 * alone; and of a spread database, for Citus makes the first of a pipeline's statements a
 * transaction of its own at its node, which would outlive the failure of a later one.
 */
static bool
is_begun(const struct db *db, const struct db_query *queries, size_t count)
{
	return db->pooled ||
	    (db->spread && count > 1 &&
		!db_traits_all(queries, count - 1, READS));
}

/* Where a transaction that was held open stands now. */
static void
go_on_holding(struct db *db, const struct attempt *a)
{
	if (a->begins)
		db->held = a->first;
	db->hold = a->ends ? HOLD_NONE : HOLD_ON;
}

enum outcome
db_trip_make(
    struct db *db, const struct db_query *queries, size_t count, int64_t limit)
{
	size_t kept = db->result_count;
	bool alone = db->hold == HOLD_NONE;
	bool begun = alone && is_begun(db, queries, count);
	struct attempt a = {.queries = queries,
	    .count = count,
	    .first = count > 0 ? queries[0].statement : db->held,
	    .begins = db->hold == HOLD_BEGINS || begun,
	    .ends = db->hold == HOLD_ENDS || begun,
	    .reads = count > 0 && db_traits_all(queries, count, READS),
	    .local = alone && db_traits_are_local(queries, count)};
	int64_t now, spent, start = base_time_steady();

	a.pipeline = count > 1 || !alone || db->pooled || a.local ||
	    a.first == DB_LIST_FOUND;
	a.deadline = deadline_of(db, &a);
	a.deadline = a.deadline > limit ? limit : a.deadline;
	db->unwaited = false;
	if (!send_all(db, &a)) {
		/* Without its end the server commits nothing of a pipeline. */
		base_log(LOG_ERROR, "database: cannot send: %.*s",
		    (int)strcspn(PQerrorMessage(db->conn), "\n"),
		    PQerrorMessage(db->conn));
		db_link_drop(db);
		return db->hold == HOLD_ENDS ? LOST : UNDONE;
	}
	read_all(db, &a);
	/* A pipeline is one trip: its time is told of its first statement. */
	now = base_time_steady();
	spent = now - start;
	metric_count_statement(a.first, spent);
	db_link_time(db, a.first, spent);
	if (a.outcome == DONE && a.pipeline && !PQexitPipelineMode(db->conn))
		a.outcome = LOST;
	if (a.outcome == DONE && is_demoted(db) && a.reads)
		a.outcome = LOST;
	/* Applied, but maybe here alone; another one ended the wait. */
	if (a.outcome == DONE && db->unwaited)
		a.outcome = LATE;
	if (a.outcome == DONE && !a.reads && !a.local)
		db->hurried = false;
	if (a.outcome == DONE)
		db->heard = now;
	else
		clean_up(db, &a, kept);
	if (!alone && a.outcome == DONE)
		go_on_holding(db, &a);
	return a.outcome;
}
