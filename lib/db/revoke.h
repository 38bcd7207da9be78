/* revoke.h: the table token_blacklist: everything that ends sessions. */
#ifndef DB_REVOKE_H
#define DB_REVOKE_H

#include "base/error.h"
#include "model/session.h"

struct db;
struct db_query;

/*
 * Each of these is one transaction, and one round trip but for db_revoke_all and an
 * operator's db_revoke_one, which are two. All return SERVER_001
 * when the database cannot be reached and SERVER_003, or SERVER_002 for an
 * operator, when it refuses a statement; AUTH_004, AUTH_007: the caller is
 * refused.
 */

/*
 * Ends the caller's session, and the caller's other session of this jti
 * unless that is NULL: the tokens are blacklisted, those of sessions until
 * the moment given, and the rows deleted.
 */
enum error db_revoke_own(struct db *db, const struct caller *caller,
    const char *other_jti, int64_t now, int64_t until) MUST_CHECK;

/*
 * Ends every session of the caller's, with this one and its token. A login
 * at the same time either comes first and ends too, or begins a session
 * afterwards. until is as for db_revoke_own.
 */
enum error db_revoke_own_all(struct db *db, const struct caller *caller,
    int64_t now, int64_t until) MUST_CHECK;

/*
 * Ends one living session of the caller's, which may be this one, by its id;
 * or whosever it is, for the reason admin_revoke, where caller is NULL: the
 * operator. RESOURCE_003: there is none, or it ended before.
 */
enum error db_revoke_one(struct db *db, const struct caller *caller,
    const struct id *id, int64_t now) MUST_CHECK;

/*
 * Ends every session of a user, with all access and API tokens of theirs, for the
 * reason admin_revoke; *count is how many sessions did not end before. A login at the
 * same time either comes first and ends too, or begins a session afterwards.
 * admin is as in caller.h: NULL is the operator. AUTHZ_002; RESOURCE_002: no
 * such user.
 */
enum error db_revoke_all(struct db *db, const struct caller *admin,
    const struct id *user_id, int64_t now, int64_t *count) MUST_CHECK;

/*
 * For user.c, whose statement before these locks the user's row against a login:
 * put into REVOKE_ALL queries what ends all sessions and API tokens of a user, and
 * asks nobody about it; and into two what ends the sessions of a caller whose fresh
 * hash is this, except the caller's own.
 */
#define REVOKE_ALL 3
void db_revoke_put_all(
    struct db_query *queries, const struct id *user_id, int64_t now);
void db_revoke_put_others(struct db_query *queries, const struct caller *caller,
    struct text hash, int64_t now);

/*
 * Runs what db_revoke_put_all puts, and commits what is held, in which the admin was
 * let in; *count of sessions. Errors as db_run_commit.
 */
enum error db_revoke_commit_all(struct db *db, const struct id *user_id,
    int64_t now, int64_t *count) MUST_CHECK;

#endif
