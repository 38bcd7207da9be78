/* sql_session.h: the statements of refresh_tokens and token_blacklist. */
#ifndef DB_SQL_SESSION_H
#define DB_SQL_SESSION_H

#include "db/sql.h"

/* clang-format off */
/*
 * When no access token of the session r lives any more: they may outlive it, by
 * a day at most. No import shall make the sum of it run over.
 */
#define SESSION_IS_OVER                                                    \
	"least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'"

/*
 * Blacklists the sessions r of a user, except those that are, each under its
 * own id.
 */
#define BLACKLIST_SESSIONS(user, now, reason, condition)                   \
	"INSERT INTO token_blacklist AS l (id, user_id, token_jti,"        \
	" token_type, revoked_at, reason, expires_at)"                     \
	" SELECT r.id, r.user_id, r.token_jti, 'refresh', " now ","        \
	" '" reason "', " SESSION_IS_OVER                                  \
	" FROM refresh_tokens r WHERE r.user_id = " user                   \
	" AND " SESSION_IS_OVER " > " now " AND " condition    \
	" ON CONFLICT DO NOTHING RETURNING l.id"

/*
 * The newest living sessions of the user $1, with the number of all; behind
 * a caller or target that there has to be.
 */
#define SESSION_COLUMNS(t)                                                 \
	t ".id, " t ".user_id, " t ".token_jti, " t ".issued_at, "         \
	t ".expires_at, " t ".ip_address"
#define SESSION_PAGE(from, now, limit)                                     \
	", page AS (SELECT " SESSION_COLUMNS("r") ", count(*) OVER () AS total" \
	" FROM refresh_tokens r WHERE r.user_id = $1"                      \
	" AND r.revoked_at IS NULL AND r.expires_at > " now                \
	" AND NOT EXISTS (SELECT FROM token_blacklist d"                   \
	"  WHERE d.user_id = $1 AND d.token_jti = r.token_jti)"            \
	" ORDER BY r.issued_at DESC, r.id DESC LIMIT " limit "::int)"      \
	" SELECT " SESSION_COLUMNS("page") ", page.total"                  \
	" FROM " from " LEFT JOIN page ON true"                            \
	" ORDER BY page.issued_at DESC, page.id DESC"

#define SESSION_STATEMENTS(X)                                              \
	X(TOKEN_STATE, READS | GUARDED,                                    \
	  "SELECT u.is_active, EXISTS (SELECT FROM token_blacklist b"      \
	  " WHERE b.user_id = $1 AND b.token_jti IN ($2, $3)), u.is_admin" \
	  " FROM users u WHERE u.id = $1")                                 \
                                                                           \
	/* A session begins only if the password is still the checked one. */ \
	X(SESSION_INSERT, WRITES | LOCAL,                                          \
	  "INSERT INTO refresh_tokens AS r"                                \
	  " (id, user_id, token_jti, issued_at, expires_at, ip_address)"   \
	  " SELECT $3, u.id, $4, $5, $6, $7 FROM users u"                  \
	  " WHERE u.id = $1 AND u.is_active AND u.password_hash = $2"      \
	  " RETURNING r.id")                                               \
	X(SESSION_STATE, READS | GUARDED,                                  \
	  "SELECT u.email, u.is_active,"                                   \
	  " r.id IS NOT NULL AND r.revoked_at IS NULL AND NOT EXISTS ("    \
	  "  SELECT FROM token_blacklist b"                                \
	  "  WHERE b.user_id = $1 AND b.token_jti = $2)"                   \
	  " FROM users u LEFT JOIN refresh_tokens r"                       \
	  " ON r.user_id = $1 AND r.token_jti = $2 WHERE u.id = $1")       \
	/* $4 and $5: the access token; $6 and $7: its session; $8 and $9 */ \
	/* (or null): another session of the caller; $10: now. */          \
	X(SESSION_BLACKLIST, WRITES | GUARDED,                             \
	  "INSERT INTO token_blacklist AS l (id, user_id, token_jti,"      \
	  " token_type, revoked_at, reason, expires_at)"                   \
	  " SELECT v.id, u.id, v.jti, v.type, $10, 'logout', v.expires"    \
	  " FROM users u CROSS JOIN (VALUES"                               \
	  "  ($4::uuid, $2, 'access', $5::timestamptz),"                   \
	  "  ($6, $3, 'refresh', $7::timestamptz),"                        \
	  "  ($8, $9, 'refresh', $7)) AS v (id, jti, type, expires)"       \
	  " WHERE v.jti IS NOT NULL AND " CALLER_IS_GOOD                   \
	  " ON CONFLICT DO NOTHING RETURNING l.id")                        \
	/* Takes effect only behind a SESSION_BLACKLIST that added one of */ \
	/* its rows: $4 to $6. */                                          \
	X(SESSION_DELETE, WRITES,                                          \
	  "DELETE FROM refresh_tokens AS r"                                \
	  " WHERE r.user_id = $1 AND r.token_jti IN ($2, $3)"              \
	  " AND EXISTS (SELECT FROM token_blacklist b"                     \
	  "  WHERE b.user_id = $1 AND b.id IN ($4, $5, $6))")              \
	/* These two take effect only behind a USER_SET_PASSWORD that did, */ \
	/* whose fresh hash is $2. An access token lives a day at most.    */ \
	X(SESSION_BLACKLIST_OTHERS, WRITES,                                \
	  BLACKLIST_SESSIONS("$1", "$4", "password_change",                \
	  "r.token_jti <> $3 AND EXISTS (SELECT FROM users u"              \
	  " WHERE u.id = $1 AND u.password_hash = $2)"))                   \
	X(SESSION_REVOKE_ALL, WRITES,                                      \
	  "UPDATE refresh_tokens AS r SET revoked_at = $3"                 \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT FROM users u"                               \
	  "  WHERE u.id = $1 AND u.password_hash = $2)")                   \
	/* A login waits for this lock, or is seen behind it. */           \
	X(SESSION_LOCK, WRITES | GUARDED,                                  \
	  "SELECT u.id FROM users u WHERE " CALLER_IS_GOOD                 \
	  " FOR NO KEY UPDATE OF u")                                       \
	/* These two take effect only behind a SESSION_BLACKLIST that */   \
	/* added one of its rows: $3 and $4, then $2 and $3.          */   \
	X(SESSION_BLACKLIST_REST, WRITES,                                  \
	  BLACKLIST_SESSIONS("$1", "$2", "logout",                         \
	  "EXISTS (SELECT FROM token_blacklist b"                          \
	  " WHERE b.user_id = $1 AND b.id IN ($3, $4))"))                  \
	X(SESSION_DELETE_ALL, WRITES,                                      \
	  "DELETE FROM refresh_tokens AS r WHERE r.user_id = $1"           \
	  " AND EXISTS (SELECT FROM token_blacklist b"                     \
	  "  WHERE b.user_id = $1 AND b.id IN ($2, $3))")                  \
	/* $4: the session; $5: a new id; $6: now. */                      \
	X(SESSION_BLACKLIST_ONE, WRITES | GUARDED,                         \
	  "INSERT INTO token_blacklist AS l (id, user_id, token_jti,"      \
	  " token_type, revoked_at, reason, expires_at)"                   \
	  " SELECT $5, u.id, r.token_jti, 'refresh', $6, 'logout',"        \
	  " " SESSION_IS_OVER                                              \
	  " FROM users u JOIN refresh_tokens r"                            \
	  " ON r.user_id = $1 AND r.id = $4"                               \
	  " WHERE r.revoked_at IS NULL AND r.expires_at > $6"              \
	  " AND " CALLER_IS_GOOD                                           \
	  " ON CONFLICT DO NOTHING RETURNING l.id")                        \
	/* Only behind a SESSION_BLACKLIST_ONE that added its row, $3. */  \
	X(SESSION_DELETE_ONE, WRITES,                                      \
	  "DELETE FROM refresh_tokens AS r"                                \
	  " WHERE r.user_id = $1 AND r.id = $2"                            \
	  " AND EXISTS (SELECT FROM token_blacklist b"                     \
	  "  WHERE b.user_id = $1 AND b.id = $3)")                         \
	/* $4: now; $5: how many at most. */                               \
	X(SESSION_LIST, READS | GUARDED,                                   \
	  WITH_CALLER SESSION_PAGE("caller", "$4", "$5"))
/* clang-format on */

#endif
