/* sql_session.h: the statements of refresh_tokens: sessions begin and go on. */
#ifndef DB_SQL_SESSION_H
#define DB_SQL_SESSION_H

#include "db/sql_revoke.h"

/* clang-format off */
#define SESSION_COLUMNS(FIRST, NEXT, t)                                    \
	FIRST(t, id, id)                                                   \
	NEXT(t, id, user_id)                                               \
	NEXT(t, text, token_jti)                                           \
	NEXT(t, time, issued_at)                                           \
	NEXT(t, time, expires_at)                                          \
	NEXT(t, text, ip_address)

/*
 * Whether t was revoked by disabling its user u, at that very moment. What is
 * told while they are disabled is that, and that it was revoked once they are
 * enabled.
 */
#define BY_DISABLING(t)                                                    \
	"(NOT u.is_active AND " t ".revoked_at = u.updated_at)"

/* Whether a caller is let in, and with which right. */
#define TOKEN_STATE_VALUES(FIRST, NEXT)                                    \
	FIRST(TOKEN_IS_ACTIVE, "u.is_active")                              \
	NEXT(TOKEN_IS_REVOKED, "EXISTS (SELECT 1 FROM token_blacklist b"   \
	  " WHERE b.user_id = $1 AND b.token_jti IN ($2, $3)"              \
	  " AND NOT " BY_DISABLING("b") ")")                               \
	NEXT(TOKEN_IS_ADMIN, "u.is_admin")

/*
 * A refresh token that is presented: $2 is the jti of its session, whose first
 * it may be, $3 its own, and $generation how many came before it.
 */
#define SESSION_OF_TOKEN "r.user_id = $1 AND r.token_jti = $2"

/*
 * used_at keeps the moments of the last 16 generations, the last one's in its
 * last place: what is not there any more counts as long ago.
 */
#define SESSION_MOMENTS_BEFORE                                             \
	"r.used_at[greatest(1, cardinality(r.used_at) - 14):]"
#define SESSION_CHILD_USED_AT                                              \
	"r.used_at[cardinality(r.used_at) - r.generation + $generation + 1]"

/* Whether the child of a token was first used before $since. */
#define TOKEN_IS_REUSED                                                    \
	"coalesce(r.generation > $generation::int, false) AND NOT coalesce(" \
	SESSION_CHILD_USED_AT " > $since::timestamptz, false)"

/*
 * The newest first, but before all the one of this id, whatever the clocks of
 * hosts say.
 */
#define SESSION_ORDER(id) "r.id = " id " DESC, r.issued_at DESC, r.id DESC"

/* Whether the session of a token goes on, and how far it has come. */
#define SESSION_STATE_VALUES(FIRST, NEXT)                                  \
	FIRST(STATE_EMAIL, "u.email")                                      \
	NEXT(STATE_IS_ACTIVE, "u.is_active")                               \
	NEXT(STATE_LIVES, "r.id IS NOT NULL"                               \
	  " AND (r.revoked_at IS NULL OR " BY_DISABLING("r") ")"           \
	  " AND NOT EXISTS ("                                              \
	  "  SELECT 1 FROM token_blacklist b"                              \
	  "  WHERE b.user_id = $1 AND b.token_jti IN ($2, $3)"             \
	  "  AND NOT " BY_DISABLING("b") ")")                              \
	NEXT(STATE_IS_REUSED, TOKEN_IS_REUSED)                             \
	NEXT(STATE_GENERATION, "r.generation")                             \
	NEXT(STATE_USED_AT, "r.used_at[cardinality(r.used_at)]")

/*
 * The newest living sessions of the user $1, with the number of all; after a
 * caller or target that there has to be.
 */
#define SESSION_PAGE(from, now, limit)                                     \
	", page AS (SELECT " COLUMNS(SESSION_COLUMNS, "r.")                \
	", count(*) OVER () AS total"                                      \
	" FROM refresh_tokens r WHERE r.user_id = $1"                      \
	" AND r.revoked_at IS NULL AND r.expires_at > " now                \
	" AND NOT EXISTS (SELECT 1 FROM token_blacklist d"                 \
	"  WHERE d.user_id = $1 AND d.token_jti = r.token_jti)"            \
	" ORDER BY r.issued_at DESC, r.id DESC LIMIT " limit "::int)"      \
	" SELECT " COLUMNS(SESSION_COLUMNS, "page.") ", page.total"        \
	" FROM " from " LEFT JOIN page ON true"                            \
	" ORDER BY page.issued_at DESC, page.id DESC"

#define SESSION_STATEMENTS(X)                                              \
	X(TOKEN_STATE, READS | GUARDED,                                    \
	  "SELECT " VALUES(TOKEN_STATE_VALUES)                             \
	  " FROM users u WHERE u.id = $1")                                 \
	/* A session begins only if the password is still the checked one. \
	 * Its token is good for its life wherever the row is lost, and then \
	 * nothing could end it: a standby has the row before the answer. */ \
	X(SESSION_INSERT, WRITES,                                          \
	  "INSERT INTO refresh_tokens AS r"                                \
	  " (" COLUMNS(SESSION_COLUMNS, "") ")"                            \
	  " SELECT $3, u.id, $4, $5, $6, $7 FROM users u"                  \
	  " WHERE u.id = $1 AND u.is_active AND u.password_hash = $2"      \
	  " RETURNING r.id")                                               \
	/* After the first: ends the oldest but $3; $2: the new; $4: now. */ \
	X(SESSION_BLACKLIST_OLDEST, WRITES,                                \
	  BLACKLIST_ROWS(                                                  \
	  SESSION_OVER("r.id", "r.user_id", "$4", "session_limit")         \
	  " FROM (SELECT r.* FROM refresh_tokens r WHERE r.user_id = $1"   \
	  "  AND r.revoked_at IS NULL AND r.expires_at > $4"               \
	  "  AND NOT EXISTS (SELECT 1 FROM token_blacklist b"              \
	  "   WHERE b.user_id = $1 AND b.token_jti = r.token_jti)"         \
	  "  ORDER BY " SESSION_ORDER("$2") " OFFSET $3::int) r"           \
	  " WHERE EXISTS (SELECT 1 FROM refresh_tokens n"                  \
	  "  WHERE n.user_id = $1 AND n.id = $2)", "id"))                  \
	/* What is over need not be looked at by each login to come. */    \
	X(SESSION_DELETE_OLDEST, WRITES,                                   \
	  "DELETE FROM refresh_tokens AS r"                                \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT 1 FROM token_blacklist b"                   \
	  "  WHERE b.user_id = $1 AND b.id = r.id)")                       \
	/* A generation's first use; others change nothing. One that is lost \
	 * is made up for by the next, of a newer token. */                \
	X(SESSION_ROTATE, WRITES | LOCAL | AGAIN,                          \
	  "UPDATE refresh_tokens AS r SET generation = $generation::int,"  \
	  " used_at = CASE WHEN r.generation = $generation - 1"            \
	  "  THEN " SESSION_MOMENTS_BEFORE " END || $now::timestamptz"     \
	  " WHERE " SESSION_OF_TOKEN " AND r.revoked_at IS NULL"           \
	  " AND coalesce(r.generation, -1) < $generation"                  \
	  " AND EXISTS (SELECT 1 FROM users u"                             \
	  "  WHERE u.id = $1 AND u.is_active)"                             \
	  " AND NOT EXISTS (SELECT 1 FROM token_blacklist b"               \
	  "  WHERE b.user_id = $1 AND b.token_jti IN ($2, $3))")           \
	/* Of a token that is reused, see TOKEN_IS_REUSED. */              \
	X(SESSION_END_REUSED, WRITES | AGAIN,                              \
	  BLACKLIST_ROWS(                                                  \
	  SESSION_OVER("r.id", "r.user_id", "$now::timestamptz", "token_reuse") \
	  " FROM refresh_tokens r WHERE " SESSION_OF_TOKEN                 \
	  " AND r.revoked_at IS NULL AND " TOKEN_IS_REUSED, "id"))         \
	X(SESSION_STATE, READS | GUARDED,                                  \
	  "SELECT " VALUES(SESSION_STATE_VALUES)                           \
	  " FROM users u LEFT JOIN refresh_tokens r"                       \
	  " ON " SESSION_OF_TOKEN " WHERE u.id = $1")

/* Those of a caller; $4: now; $5: how many at most. */
#define SESSION_LIST_STATEMENTS(X)                                         \
	X(SESSION_LIST, READS | GUARDED,                                   \
	  WITH_CALLER SESSION_PAGE("caller", "$4", "$5"))

/* Those of the user $1, for the operator; $2: now; $3: how many at most. */
#define SESSION_OPERATOR_STATEMENTS(X)                                     \
	X(OPERATOR_SESSIONS, READS,                                        \
	  "WITH target AS (SELECT t.id FROM users t WHERE t.id = $1)"      \
	  SESSION_PAGE("target", "$2", "$3"))
/* clang-format on */

#endif
