/* sql_session.h: the statements of refresh_tokens and token_blacklist. */
#ifndef DB_SQL_SESSION_H
#define DB_SQL_SESSION_H

#include "db/sql.h"

/* clang-format off */
#define SESSION_STATEMENTS(X)                                              \
	X(TOKEN_STATE, READS | GUARDED,                                    \
	  "SELECT u.is_active, EXISTS (SELECT FROM token_blacklist b"      \
	  " WHERE b.user_id = $1 AND b.token_jti IN ($2, $3))"             \
	  " FROM users u WHERE u.id = $1")                                 \
                                                                           \
	/* A session begins only if the password is still the checked one. */ \
	X(SESSION_INSERT, WRITES,                                          \
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
	  "INSERT INTO token_blacklist AS l (id, user_id, token_jti,"      \
	  " token_type, revoked_at, reason, expires_at)"                   \
	  " SELECT r.id, r.user_id, r.token_jti, 'refresh', $4,"           \
	  " 'password_change', r.expires_at + interval '1 day'"            \
	  " FROM refresh_tokens r"                                         \
	  " WHERE r.user_id = $1 AND r.token_jti <> $3"                    \
	  " AND r.expires_at + interval '1 day' > $4"                      \
	  " AND EXISTS (SELECT FROM users u"                               \
	  "  WHERE u.id = $1 AND u.password_hash = $2)"                    \
	  " ON CONFLICT DO NOTHING")                                       \
	X(SESSION_REVOKE_ALL, WRITES,                                      \
	  "UPDATE refresh_tokens AS r SET revoked_at = $3"                 \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT FROM users u"                               \
	  "  WHERE u.id = $1 AND u.password_hash = $2)")
/* clang-format on */

#endif
