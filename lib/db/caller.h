/* caller.h: whether a verified token still counts. */
#ifndef DB_CALLER_H
#define DB_CALLER_H

#include "base/error.h"
#include "model/session.h"

struct db;
struct db_query;
struct pg_result; /* libpq's PGresult */

/*
 * Asks for the caller alone, where no statement of the request's own did so.
 * AUTH_004: token or session revoked; AUTH_007: user gone or disabled;
 * SERVER_001, SERVER_003.
 */
enum error
db_caller_check(struct db *db, const struct caller *caller) MUST_CHECK;

/* db_caller_check, and whether a caller let in is an admin. */
enum error db_caller_look(
    struct db *db, const struct caller *caller, bool *is_admin) MUST_CHECK;

/*
 * Runs one statement that checks its caller. When no row comes back it was
 * refused: AUTH_004 or AUTH_007; otherwise the errors of db_run.
 */
enum error db_caller_run(struct db *db, const struct caller *caller,
    const struct db_query *query, struct pg_result **result) MUST_CHECK;

/*
 * Why a statement that checks its caller did nothing: AUTH_004 or AUTH_007, or
 * the error of asking.
 */
enum error db_refusal(struct db *db, const struct caller *caller) MUST_CHECK;

#endif
