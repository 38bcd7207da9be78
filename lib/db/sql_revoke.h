/* sql_revoke.h: the statements that end sessions, and so fill token_blacklist. */
#ifndef DB_SQL_REVOKE_H
#define DB_SQL_REVOKE_H

#include "db/sql.h"

/* clang-format off */
/*
 * When no access token of the session r lives any more: they may outlive it, by
 * a day at most. No import shall make the sum of it run over.
 */
#define SESSION_IS_OVER                                                    \
	"least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'"

#define BLACKLIST_COLUMNS(FIRST, NEXT, t)                                  \
	FIRST(t, id, id)                                                   \
	NEXT(t, id, user_id)                                               \
	NEXT(t, text, token_jti)                                           \
	NEXT(t, text, token_type)                                          \
	NEXT(t, time, revoked_at)                                          \
	NEXT(t, text, reason)                                              \
	NEXT(t, time, expires_at)

/* Blacklists what is selected, except what is already; gives its key back. */
#define BLACKLIST_ROWS(selected, key)                                      \
	"INSERT INTO token_blacklist AS l"                                 \
	" (" COLUMNS(BLACKLIST_COLUMNS, "") ")"                            \
	" SELECT " selected " ON CONFLICT DO NOTHING RETURNING l." key

/* A session r, under an id. */
#define SESSION_OVER(id, user, now, reason)                                \
	id ", " user ", r.token_jti, 'refresh', " now ", '" reason "', "   \
	SESSION_IS_OVER

/* The sessions r that are not over, each under its own id. */
#define BLACKLIST_SESSIONS(which, now, reason, more, key)                  \
	BLACKLIST_ROWS(SESSION_OVER("r.id", "r.user_id", now, reason)      \
	" FROM refresh_tokens r WHERE " which                              \
	" AND " SESSION_IS_OVER " > " now more, key)

#define REVOKE_STATEMENTS(X)                                               \
	/* $4 and $5: the access token; $6 and $7: its session; $8 and $9 */ \
	/* (or null): another session of the caller; $10: now. */          \
	X(SESSION_BLACKLIST, WRITES | GUARDED,                             \
	  BLACKLIST_ROWS("v.id, u.id, v.jti, v.type, $10, 'logout', v.expires" \
	  " FROM users u CROSS JOIN (VALUES"                               \
	  "  ($4::uuid, $2, 'access', $5::timestamptz),"                   \
	  "  ($6, $3, 'refresh', $7::timestamptz),"                        \
	  "  ($8, $9, 'refresh', $7)) AS v (id, jti, type, expires)"       \
	  " WHERE v.jti IS NOT NULL AND " CALLER_IS_GOOD, "id"))           \
	/* Takes effect only after a SESSION_BLACKLIST that added one of */ \
	/* its rows: $4 to $6. */                                          \
	X(SESSION_DELETE, WRITES,                                          \
	  "DELETE FROM refresh_tokens AS r"                                \
	  " WHERE r.user_id = $1 AND r.token_jti IN ($2, $3)"              \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  "  WHERE b.user_id = $1 AND b.id IN ($4, $5, $6))")              \
	/* These two take effect only after a USER_SET_PASSWORD that did, */ \
	/* whose fresh hash is $2. An access token lives a day at most.    */ \
	X(SESSION_BLACKLIST_OTHERS, WRITES,                                \
	  BLACKLIST_SESSIONS("r.user_id = $1", "$4", "password_change",    \
	  " AND r.token_jti <> $3 AND EXISTS (SELECT 1 FROM users u"       \
	  " WHERE u.id = $1 AND u.password_hash = $2)", "id"))             \
	X(SESSION_REVOKE_ALL, WRITES,                                      \
	  "UPDATE refresh_tokens AS r SET revoked_at = $3"                 \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT 1 FROM users u"                             \
	  "  WHERE u.id = $1 AND u.password_hash = $2)")                   \
	/* A login waits for this lock, or is seen after it. */            \
	X(SESSION_LOCK, WRITES | GUARDED,                                  \
	  "SELECT u.id FROM users u WHERE " CALLER_IS_GOOD                 \
	  " FOR NO KEY UPDATE OF u")                                       \
	/* These two take effect only after a SESSION_BLACKLIST that */    \
	/* added one of its rows: $3 and $4, then $2 and $3.         */    \
	X(SESSION_BLACKLIST_REST, WRITES,                                  \
	  BLACKLIST_SESSIONS("r.user_id = $1", "$2", "logout",             \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  " WHERE b.user_id = $1 AND b.id IN ($3, $4))", "id"))            \
	X(SESSION_DELETE_ALL, WRITES,                                      \
	  "DELETE FROM refresh_tokens AS r WHERE r.user_id = $1"           \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  "  WHERE b.user_id = $1 AND b.id IN ($2, $3))")                  \
	/* $4: the session; $5: a new id; $6: now. */                      \
	X(SESSION_BLACKLIST_ONE, WRITES | GUARDED,                         \
	  BLACKLIST_ROWS(SESSION_OVER("$5", "u.id", "$6", "logout")        \
	  " FROM users u JOIN refresh_tokens r"                            \
	  " ON r.user_id = $1 AND r.id = $4"                               \
	  " WHERE r.revoked_at IS NULL AND r.expires_at > $6"              \
	  " AND " CALLER_IS_GOOD, "id"))                                   \
	/* Only after a SESSION_BLACKLIST_ONE that added its row, $3. */   \
	X(SESSION_DELETE_ONE, WRITES,                                      \
	  "DELETE FROM refresh_tokens AS r"                                \
	  " WHERE r.user_id = $1 AND r.id = $2"                            \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  "  WHERE b.user_id = $1 AND b.id = $3)")

/*
 * All sessions of a user, for an admin, who is asked about by what locks the user
 * $4. What follows it does so only where that let the admin in, and asks nobody.
 */
#define REVOKE_ADMIN_STATEMENTS(X)                                         \
	/* Logins of the user wait for this lock, or are seen after it. */ \
	X(ADMIN_LOCK, WRITES | GUARDED | TWO_USERS,                                    \
	  "SELECT t.id FROM users t WHERE t.id = $4"                       \
	  " AND t.deleted_at IS NULL AND " ADMIN_IS_ALLOWED                \
	  " FOR NO KEY UPDATE OF t")                                       \
	/* Of the user $1; $2: now. */                                     \
	X(ADMIN_BLACKLIST, WRITES,                                         \
	  BLACKLIST_SESSIONS("r.user_id = $1", "$2", "admin_revoke", "", "id")) \
	/* Of the user $1, what was blacklisted as a session just now:     \
	   each such statement follows one that blacklists. */             \
	X(ADMIN_REVOKE, WRITES,                                            \
	  "UPDATE refresh_tokens AS r SET revoked_at = $2"                 \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  "  WHERE b.user_id = $1 AND b.id = r.id)")

/* The session $3 of the user $1, for the operator, who is told whose it is. */
#define REVOKE_OPERATOR_STATEMENTS(X)                                      \
	X(OPERATOR_SESSION_USER, READS | NOWHERE,                          \
	  "SELECT session_owner($1)")                                      \
	X(OPERATOR_BLACKLIST_ONE, WRITES,                                  \
	  BLACKLIST_SESSIONS("r.user_id = $1 AND r.id = $3", "$2",         \
	  "admin_revoke", "", "user_id"))                                  \
	X(OPERATOR_REVOKE_ONE, WRITES,                                     \
	  "UPDATE refresh_tokens AS r SET revoked_at = $2"                 \
	  " WHERE r.user_id = $1 AND r.id = $3 AND r.revoked_at IS NULL"   \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  "  WHERE b.user_id = $1 AND b.id = r.id)")
/* clang-format on */

#endif
