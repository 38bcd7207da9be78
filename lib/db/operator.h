/* operator.h: what only operators at the shell do to users and sessions. */
#ifndef DB_OPERATOR_H
#define DB_OPERATOR_H

#include "base/error.h"
#include "model/session.h"
#include "model/user.h"

struct db;

/*
 * Nobody is asked for a token here; what admins may do too is in admin.h.
 * All return SERVER_001 when the database cannot be reached and SERVER_002
 * when it refuses a statement. Texts live until db_conn_release.
 */

/*
 * The user of an email, the whole of it, without regard to ASCII case.
 * RESOURCE_002: none.
 */
enum error db_operator_find(
    struct db *db, struct text email, struct user *user) MUST_CHECK;

/* Deletes a user with all todos and sessions. RESOURCE_002: none. */
enum error db_operator_delete(struct db *db, const struct id *id) MUST_CHECK;

/*
 * Replaces the password hash and ends all sessions, for the reason
 * admin_revoke; *count of them. RESOURCE_002: no such user.
 */
enum error db_operator_set_password(struct db *db, const struct id *id,
    struct text hash, int64_t now, int64_t *count) MUST_CHECK;

/*
 * The living sessions of a user, the newest first, as many as have room.
 * RESOURCE_002: no such user.
 */
enum error db_operator_sessions(struct db *db, const struct id *user_id,
    int64_t now, struct session_page *page) MUST_CHECK;

/*
 * Ends one session by its id, whosever it is, with its access tokens, for the
 * reason admin_revoke. RESOURCE_003: there is none, or it ended before.
 */
enum error db_operator_end_session(
    struct db *db, const struct id *id, int64_t now) MUST_CHECK;

#endif
