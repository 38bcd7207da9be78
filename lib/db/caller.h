/* caller.h: whether a verified token still counts. */
#ifndef DB_CALLER_H
#define DB_CALLER_H

#include "base/error.h"
#include "model/session.h"

#include <stddef.h>

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

/*
 * An admin acts on any user: the token, and the right (is_admin), are checked
 * by the statement that acts, and whoever is refused changes nothing. NULL is
 * the operator at the shell, a caller without a token, who may do what the
 * database lets them.
 */

/* db_caller_check of an admin, and AUTHZ_002: the caller is none. */
enum error
db_caller_check_admin(struct db *db, const struct caller *admin) MUST_CHECK;

/* db_run; SERVER_002 in place of SERVER_003 where nobody was checked. */
enum error db_caller_run_admin(struct db *db, const struct caller *admin,
    const struct db_query *queries, size_t count,
    struct pg_result **results) MUST_CHECK;

/* Why a statement did nothing for an admin: never OK. */
enum error
db_caller_refuse_admin(struct db *db, const struct caller *admin) MUST_CHECK;

#endif
