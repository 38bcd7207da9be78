/* sql_api_token.h: the statements of the table api_tokens. */
#ifndef DB_SQL_API_TOKEN_H
#define DB_SQL_API_TOKEN_H

#include "db/sql.h"
#include "model/api_token.h"

/* clang-format off */
#define API_TOKEN_COLUMNS(FIRST, NEXT, t)                                  \
	FIRST(t, id, id)                                                   \
	NEXT(t, text, name)                                                \
	NEXT(t, text, access)                                              \
	NEXT(t, time, created_at)                                          \
	NEXT(t, time, expires_at)                                          \
	NEXT(t, time, last_used_at)

/* Those of the user $1 that have not run out by a moment. */
#define API_TOKENS_LIVING(now)                                             \
	"k.user_id = $1 AND (k.expires_at IS NULL OR k.expires_at > " now ")"

/* How far who comes by an API token is let in. */
#define API_TOKEN_STATE_VALUES(FIRST, NEXT)                                \
	FIRST(API_TOKEN_ID, "k.id")                                        \
	NEXT(API_TOKEN_USER_IS_ACTIVE, "u.is_active")                      \
	NEXT(API_TOKEN_IS_LIVING, "coalesce(k.expires_at > $3, true)")     \
	NEXT(API_TOKEN_IS_FULL, "k.access = '" API_TOKEN_FULL "'")

#define API_TOKEN_STATEMENTS(X)                                            \
	/* $2: its text; $3: now. */                                       \
	X(API_TOKEN_STATE, READS,                                          \
	  "SELECT " VALUES(API_TOKEN_STATE_VALUES)                         \
	  " FROM api_tokens k JOIN users u ON u.id = $1"                   \
	  " WHERE k.user_id = $1 AND k.token_hash = " SHA256_OF("$2"))     \
	/* After a SESSION_LOCK, or two at once would pass the limit, $10. */ \
	X(API_TOKEN_INSERT, WRITES | GUARDED,                              \
	  "INSERT INTO api_tokens"                                         \
	  " (id, user_id, token_hash, name, access, created_at, expires_at)" \
	  " SELECT $4, u.id, " SHA256_OF("$5") ", $6, $7, $8::timestamptz, $9::timestamptz" \
	  " FROM users u WHERE " CALLER_IS_GOOD                            \
	  " AND (SELECT count(*) FROM api_tokens k"                        \
	  "  WHERE " API_TOKENS_LIVING("$8") ") < $10::int RETURNING id")  \
	/* $4: now; $5: how many at most. */                               \
	X(API_TOKEN_LIST, READS | GUARDED,                                 \
	  WITH_CALLER ", page AS (SELECT " COLUMNS(API_TOKEN_COLUMNS, "k.") \
	  " FROM api_tokens k WHERE " API_TOKENS_LIVING("$4")              \
	  " ORDER BY k.created_at DESC, k.id DESC LIMIT $5::int)"          \
	  " SELECT " COLUMNS(API_TOKEN_COLUMNS, "page.")                   \
	  " FROM caller LEFT JOIN page ON true"                            \
	  " ORDER BY page.created_at DESC, page.id DESC")                  \
	/* $4: its id; $5: now. */                                         \
	X(API_TOKEN_DELETE, WRITES | GUARDED,                              \
	  "DELETE FROM api_tokens AS k WHERE k.id = $4"                    \
	  " AND " API_TOKENS_LIVING("$5")                                  \
	  " AND EXISTS (SELECT 1 FROM users u WHERE " CALLER_IS_GOOD ")"   \
	  " RETURNING k.id")                                               \
	/* With the sessions that a reset of the password ends. */          \
	X(API_TOKEN_END_ALL, WRITES,                                       \
	  "DELETE FROM api_tokens AS k WHERE k.user_id = $1"               \
	  " AND EXISTS (SELECT 1 FROM users u"                             \
	  "  WHERE u.id = $1 AND u.password_hash = $2)")                   \
	/* With the sessions that an admin ends. */                        \
	X(ADMIN_END_API_TOKENS, WRITES,                                    \
	  "DELETE FROM api_tokens AS k WHERE k.user_id = $1")              \
	/* Of the API token $2, once a minute. */                          \
	X(API_TOKEN_TOUCH, WRITES | LOCAL | AGAIN,                         \
	  "UPDATE api_tokens AS k SET last_used_at = $3::timestamptz"                   \
	  " WHERE k.user_id = $1 AND k.id = $2"                            \
	  " AND (k.last_used_at IS NULL"                                   \
	  "  OR k.last_used_at < $3::timestamptz - interval '1 minute')")
/* clang-format on */

#endif
