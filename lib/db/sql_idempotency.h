/* sql_idempotency.h: the statements of idempotency_keys: answers given again. */
#ifndef DB_SQL_IDEMPOTENCY_H
#define DB_SQL_IDEMPOTENCY_H

#include "db/sql_todo.h"

/* clang-format off */
#define IDEMPOTENCY_FINGERPRINT "sha256($scope::bytea || $request::bytea)"

/*
 * Held by the transaction of the first request, so that another one need not
 * wait for its end to know of it.
 */
#define IDEMPOTENCY_LOCK "idempotency_hold($1, $key)"

/*
 * Adds the caller's key for the request $4, or takes over one that has run out,
 * with the revision of the todo that it makes, whose lock is held from here on.
 * No row: the caller is not good, the key is there, or a request that has it is
 * not done; IDEMPOTENCY_FIND tells which.
 */
#define IDEMPOTENCY_INSERT(more)                                           \
	"INSERT INTO idempotency_keys AS k"                                \
	" (user_id, id, key, fingerprint, headers, body, revision, expires_at)" \
	" SELECT u.id, $4, $key, " IDEMPOTENCY_FINGERPRINT                 \
	", $headers, $body, " TODO_REVISION                                \
	", $now::timestamptz + interval '24 hours'"                        \
	" FROM users u WHERE " CALLER_IS_GOOD more                         \
	" AND " IDEMPOTENCY_LOCK                                           \
	" ON CONFLICT (user_id, key) DO UPDATE SET id = excluded.id,"      \
	" fingerprint = excluded.fingerprint, headers = excluded.headers," \
	" body = excluded.body, revision = excluded.revision,"             \
	" expires_at = excluded.expires_at"                                \
	" WHERE k.expires_at <= $now RETURNING k.id"

#define IDEMPOTENCY_VALUES(FIRST, NEXT)                                    \
	FIRST(KEPT_ID, "k.id")                                             \
	NEXT(KEPT_REVISION, "k.revision")                                  \
	NEXT(KEPT_HEADERS, "k.headers")                                    \
	NEXT(KEPT_BODY, "k.body")                                          \
	NEXT(KEPT_IS_SAME, "k.fingerprint = " IDEMPOTENCY_FINGERPRINT)

#define IDEMPOTENCY_STATEMENTS(X)                                          \
	X(IDEMPOTENCY_ADD, WRITES | GUARDED, IDEMPOTENCY_INSERT(""))       \
	X(IDEMPOTENCY_ADD_WITHIN, WRITES | GUARDED,                        \
	  IDEMPOTENCY_INSERT(" AND " TODO_HELD("$most") " < $most"))       \
	/* What was not known yet when the key was added. */               \
	X(IDEMPOTENCY_ANSWER, WRITES,                                      \
	  "UPDATE idempotency_keys AS k SET headers = $3, body = $4"       \
	  " WHERE k.user_id = $1 AND k.key = $2 RETURNING k.id")           \
	/* Whether no request has the key $2 in hand. */                   \
	X(IDEMPOTENCY_IS_FREE, READS,                                      \
	  "SELECT idempotency_is_free($1, $2) FROM users u WHERE u.id = $1") \
	/* Nulls where there is no key that lives at $now. */              \
	X(IDEMPOTENCY_FIND, READS | GUARDED,                               \
	  "SELECT " VALUES(IDEMPOTENCY_VALUES)                             \
	  " FROM users u LEFT JOIN idempotency_keys k"                     \
	  " ON k.user_id = $1 AND k.key = $key AND k.expires_at > $now"    \
	  " WHERE " CALLER_IS_GOOD)
/* clang-format on */

#endif
