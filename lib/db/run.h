/* run.h: runs statements in one round trip; for the files of db/ only. */
#ifndef DB_RUN_H
#define DB_RUN_H

#include "base/error.h"
#include "db/params.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

struct db;

/*
 * Runs the queries in one round trip and one transaction, and stores one
 * result each, which the connection owns until its release. Tries once more
 * where nothing can have been applied, and some times where another
 * transaction was in the way. SERVER_001: the database cannot be reached, or
 * did not answer in time (db_conn_is_unsure); SERVER_002: it refused a
 * statement, or memory ran out, or others were in the way each time;
 * SERVER_003: it refused a statement that checks its caller.
 */
enum error db_run(struct db *db, const struct db_query *queries, size_t count,
    PGresult **results) MUST_CHECK;

/*
 * The next db_run begins a transaction that stays open, in which the ones after
 * it go on, until it is committed or rolled back. One that fails ends it, and
 * nothing was applied then; only the first is tried again.
 */
void db_run_begin(struct db *db);

/*
 * Runs the queries, if any, and commits what is held, in one round trip. Errors
 * as db_run.
 */
enum error db_run_commit(struct db *db, const struct db_query *queries,
    size_t count, PGresult **results) MUST_CHECK;

/* Rolls back what is held, if anything is. */
void db_run_roll_back(struct db *db);

/*
 * Whether the last run failed, as far as can be told, because of a node that is away, or
 * said nothing in time, of a database that is spread over several.
 */
bool db_run_is_apart(const struct db *db);

/* db_run of one query; the error none where no row comes back. */
enum error db_run_one(struct db *db, const struct db_query *query,
    enum error none, PGresult **result) MUST_CHECK;

#endif
