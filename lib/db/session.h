/* session.h: the tables refresh_tokens and token_blacklist. */
#ifndef DB_SESSION_H
#define DB_SESSION_H

#include "base/error.h"
#include "model/session.h"

struct db;

/*
 * Each of these is one round trip and one transaction. All return SERVER_001
 * when the database cannot be reached and SERVER_002, or SERVER_003 where a
 * caller is checked, when it refuses a statement.
 */

/*
 * Begins a session and notes the login, if the password hash is still the
 * one that was checked and the user is active; AUTH_001 otherwise.
 */
enum error db_session_insert(struct db *db, const struct session *session,
    struct text password_hash) MUST_CHECK;

/*
 * Whether a session may go on; *email is the user's then and lives until
 * db_conn_release. AUTH_004: unknown, revoked or blacklisted; AUTH_007: the
 * user is gone or disabled.
 */
enum error db_session_check(struct db *db, const struct id *user_id,
    const char *jti, struct text *email) MUST_CHECK;

/*
 * Ends the caller's session, and the caller's other session of this jti
 * unless that is NULL: the tokens are blacklisted, those of sessions until
 * the moment given, and the rows deleted. AUTH_004, AUTH_007: refused.
 */
enum error db_session_end(struct db *db, const struct caller *caller,
    const char *other_jti, int64_t now, int64_t until) MUST_CHECK;

/*
 * Replaces the caller's password hash, revokes all refresh tokens and
 * blacklists all other sessions. VALIDATION_007: the hash is no longer the
 * old one. AUTH_004, AUTH_007: refused.
 */
enum error
db_session_change_password(struct db *db, const struct caller *caller,
    struct text old_hash, struct text new_hash, int64_t now) MUST_CHECK;

/* The caller's living sessions, the newest first, as many as have room. */
enum error db_session_list(struct db *db, const struct caller *caller,
    int64_t now, struct session_page *page) MUST_CHECK;

/*
 * Ends one living session of the caller's, which may be this one, by its id.
 * RESOURCE_003: the caller has no such session. AUTH_004, AUTH_007: refused.
 */
enum error db_session_end_one(struct db *db, const struct caller *caller,
    const struct id *id, int64_t now) MUST_CHECK;

/*
 * Ends every session of the caller's, with this one and its token. A login
 * at the same time either comes first and ends too, or begins a session
 * afterwards. until is as for db_session_end.
 */
enum error db_session_end_all(struct db *db, const struct caller *caller,
    int64_t now, int64_t until) MUST_CHECK;

#endif
