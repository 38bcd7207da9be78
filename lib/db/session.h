/* session.h: the table refresh_tokens: sessions begin and go on. */
#ifndef DB_SESSION_H
#define DB_SESSION_H

#include "base/error.h"
#include "model/session.h"

struct db;

/*
 * Each of these is one round trip and one transaction, but for a refresh token that
 * ends its session, which takes a second one. All return SERVER_001
 * when the database cannot be reached and SERVER_002, or SERVER_003 where a
 * caller is checked, when it refuses a statement.
 */

/*
 * Begins a session and notes the login, if the password hash is still the
 * one that was checked and the user is active; AUTH_001 otherwise. Of more
 * than most living sessions the oldest end; 0: none does.
 */
enum error db_session_begin(struct db *db, const struct session *session,
    struct text password_hash, long most) MUST_CHECK;

/*
 * Uses a refresh token: whether its session goes on, and with what; the email
 * lives until db_conn_release. The first use of a token that is newer than all
 * before makes its child, and later ones find it. One whose child was used
 * passes if that was after since, else it ends the session: *ended is that
 * one's id then, and names nothing otherwise. AUTH_004: unknown, revoked or
 * blacklisted, as by this; AUTH_007: the user is gone or disabled.
 */
enum error
db_session_renew(struct db *db, const struct refresh *token, int64_t now,
    int64_t since, struct renewal *renewal, struct id *ended) MUST_CHECK;

/* The caller's living sessions, the newest first, as many as have room. */
enum error db_session_list(struct db *db, const struct caller *caller,
    int64_t now, struct session_page *page) MUST_CHECK;

/* The same of any user, for the operator. RESOURCE_002: no such user. */
enum error db_session_list_of(struct db *db, const struct id *user_id,
    int64_t now, struct session_page *page) MUST_CHECK;

#endif
