/* sql_admin.h: the statements of admins, and of operators at the shell. */
#ifndef DB_SQL_ADMIN_H
#define DB_SQL_ADMIN_H

#include "db/sql.h"
#include "db/sql_session.h"

/*
 * $1 to $3 are the admin as sql.h has a caller, all null for an operator, who
 * is always allowed; $4 is the user that it is about. These are the only
 * statements that name two users. No row: refused; a row with a null id: no
 * such user.
 */
/* clang-format off */
#define IS_ADMIN CALLER_IS_GOOD " AND u.is_admin"

#define WITH_ADMIN                                                         \
	"WITH admin AS (SELECT 1 WHERE $1::uuid IS NULL"                   \
	" UNION ALL SELECT 1 FROM users u WHERE " IS_ADMIN ")"

#define ADMIN_IS_ALLOWED                                                   \
	"($1::uuid IS NULL OR EXISTS (SELECT FROM users u WHERE "          \
	IS_ADMIN "))"

#define ACCOUNT_COLUMNS(t)                                                 \
	t ".id, " t ".email, " t ".created_at, " t ".updated_at, "         \
	t ".last_login_at, " t ".is_active, " t ".is_admin"

/* Sets a flag to $5 at $6; what is so already stays as it is. */
#define SET_FLAG(flag)                                                     \
	WITH_ADMIN ", changed AS (UPDATE users AS t SET " flag " = $5,"    \
	" updated_at = CASE WHEN t." flag " = $5 THEN t.updated_at"        \
	"  ELSE $6 END"                                                    \
	" WHERE t.id = $4 AND EXISTS (SELECT FROM admin) RETURNING t.*)"   \
	" SELECT " ACCOUNT_COLUMNS("changed")                              \
	" FROM admin LEFT JOIN changed ON true"

/* Those whose email holds the text $6, or all when that is null. */
#define HAS_EMAIL                                                          \
	"($6::text IS NULL"                                                \
	" OR strpos(lower(t.email), lower($6 COLLATE \"C\")) > 0)"

#define ADMIN_STATEMENTS(X)                                                \
	X(ADMIN_FIND, READS | GUARDED,                                     \
	  WITH_ADMIN " SELECT " ACCOUNT_COLUMNS("t")                       \
	  " FROM admin LEFT JOIN users t ON t.id = $4")                    \
	/* Here $4 is the limit, and $5 how many to skip. */               \
	X(ADMIN_LIST, READS | GUARDED,                                     \
	  WITH_ADMIN ", page AS (SELECT " ACCOUNT_COLUMNS("t")             \
	  " FROM users t WHERE " HAS_EMAIL                                 \
	  " ORDER BY t.created_at, t.id LIMIT $4::int OFFSET $5::int)"     \
	  " SELECT " ACCOUNT_COLUMNS("page") ","                           \
	  " (SELECT count(*) FROM users t WHERE " HAS_EMAIL ")"            \
	  " FROM admin LEFT JOIN page ON true"                             \
	  " ORDER BY page.created_at, page.id")                            \
	X(ADMIN_SET_ACTIVE, WRITES | GUARDED, SET_FLAG("is_active"))       \
	X(ADMIN_SET_ADMIN, WRITES | GUARDED, SET_FLAG("is_admin"))         \
                                                                           \
	/* Logins of the user wait for this lock, or are seen behind it. */ \
	X(ADMIN_LOCK, WRITES | GUARDED,                                    \
	  "SELECT t.id FROM users t WHERE t.id = $4 AND " ADMIN_IS_ALLOWED \
	  " FOR NO KEY UPDATE OF t")                                       \
	X(ADMIN_BLACKLIST, WRITES | GUARDED,                               \
	  BLACKLIST_SESSIONS("$4", "$5", "admin_revoke", ADMIN_IS_ALLOWED)) \
	/* Of the user $1, what was blacklisted as a session just now:     \
	   each such statement stands behind one that blacklists. */       \
	X(ADMIN_REVOKE, WRITES,                                            \
	  "UPDATE refresh_tokens AS r SET revoked_at = $2"                 \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT FROM token_blacklist b"                     \
	  "  WHERE b.user_id = $1 AND b.id = r.id)")                       \
                                                                           \
	/* Those of operators alone: $1 is the user, or the session. */    \
	X(OPERATOR_DELETE, WRITES,                                         \
	  "DELETE FROM users AS t WHERE t.id = $1 RETURNING t.id")         \
	X(OPERATOR_SET_PASSWORD, WRITES,                                   \
	  "UPDATE users AS t SET password_hash = $2, updated_at = $3"      \
	  " WHERE t.id = $1 RETURNING t.id")                               \
	X(OPERATOR_SESSIONS, READS,                                        \
	  "WITH target AS (SELECT t.id FROM users t WHERE t.id = $1)"      \
	  SESSION_PAGE("target", "$2", "$3"))                              \
	X(OPERATOR_BLACKLIST_ONE, WRITES,                                  \
	  "INSERT INTO token_blacklist AS l (id, user_id, token_jti,"      \
	  " token_type, revoked_at, reason, expires_at)"                   \
	  " SELECT r.id, r.user_id, r.token_jti, 'refresh', $2,"           \
	  " 'admin_revoke', " SESSION_IS_OVER                              \
	  " FROM refresh_tokens r WHERE r.id = $1"                         \
	  " AND " SESSION_IS_OVER " > $2"                                  \
	  " ON CONFLICT DO NOTHING RETURNING l.user_id")                   \
	X(OPERATOR_REVOKE_ONE, WRITES,                                     \
	  "UPDATE refresh_tokens AS r SET revoked_at = $2"                 \
	  " WHERE r.id = $1 AND r.revoked_at IS NULL AND EXISTS ("         \
	  " SELECT FROM token_blacklist b WHERE b.id = r.id)")
/* clang-format on */

#endif
