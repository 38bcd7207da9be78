/* sql_upkeep.h: the statements that delete rows that have run out. */
#ifndef DB_SQL_UPKEEP_H
#define DB_SQL_UPKEEP_H

/* clang-format off */

/*
 * The lock of the one worker that cleans up, for its transaction: "todo-api"
 * as a number. Behind a pooler a session's lock would stay with a stranger.
 */
#define UPKEEP_TRY_LOCK "pg_try_advisory_xact_lock(8390035059480031337)"

/*
 * Deletes at most $2 rows whose moment is before $1, the oldest first, without
 * waiting for a row that somebody else has in hand; without $3 only if no
 * other worker cleans up. The array is made once, so that the limit holds
 * whatever the plan, and the lock is asked for once, before any row is read.
 */
#define UPKEEP_DELETE(table, key, moment)                                  \
	"DELETE FROM " table " WHERE " key " = ANY (ARRAY("                \
	"SELECT " key " FROM " table " WHERE " moment " < $1"              \
	" AND ($3::boolean OR (SELECT " UPKEEP_TRY_LOCK "))"               \
	" ORDER BY " moment " LIMIT $2::int FOR UPDATE SKIP LOCKED))"

/*
 * The same of a table without a key of one column: a row that is locked stays
 * where it is. By a join, for what was planned while the table was empty compares
 * each row with the whole array.
 */
#define UPKEEP_DELETE_PLACES(table)                                        \
	" DELETE FROM " table " gone USING old WHERE gone.ctid = old.ctid"

#define UPKEEP_DELETE_KEYS                                                 \
	"WITH old AS MATERIALIZED (SELECT k.ctid FROM idempotency_keys k"  \
	" WHERE k.expires_at < $1"                                         \
	" AND ($3::boolean OR (SELECT " UPKEEP_TRY_LOCK "))"               \
	" ORDER BY k.expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED)"     \
	UPKEEP_DELETE_PLACES("idempotency_keys")

/*
 * Of whom a tombstone is deleted, the last revision of these is kept. A user
 * whose row somebody has in hand comes another time: whoever deletes a user waits
 * for tombstones.
 */
#define UPKEEP_DELETE_TOMBSTONES                                           \
	"WITH old AS MATERIALIZED (SELECT d.ctid, d.user_id, d.revision"   \
	" FROM todo_tombstones d JOIN users u ON u.id = d.user_id"         \
	" WHERE d.deleted_at < $1"                                         \
	" AND ($3::boolean OR (SELECT " UPKEEP_TRY_LOCK "))"               \
	" ORDER BY d.deleted_at LIMIT $2::int"                             \
	" FOR NO KEY UPDATE OF u SKIP LOCKED"                              \
	" FOR UPDATE OF d SKIP LOCKED),"                                   \
	" last AS (SELECT user_id, max(revision) AS revision FROM old"     \
	"  GROUP BY user_id),"                                             \
	" kept AS (UPDATE users u SET forgotten_revision ="                \
	"  greatest(u.forgotten_revision, last.revision)"                  \
	"  FROM last WHERE u.id = last.user_id)"                           \
	UPKEEP_DELETE_PLACES("todo_tombstones")

#define UPKEEP_STATEMENTS(X)                                               \
	X(UPKEEP_LOCK, READS | QUICK, "SELECT " UPKEEP_TRY_LOCK)           \
	X(UPKEEP_BLACKLIST, WRITES | LOCAL,                                        \
	  UPKEEP_DELETE("token_blacklist", "id", "expires_at"))            \
	X(UPKEEP_SESSIONS, WRITES | LOCAL,                                         \
	  UPKEEP_DELETE("refresh_tokens", "id", "expires_at"))             \
	X(UPKEEP_ATTEMPTS, WRITES | LOCAL,                                         \
	  UPKEEP_DELETE("attempts", "key", "expires_at"))                  \
	X(UPKEEP_TOMBSTONES, WRITES | LOCAL, UPKEEP_DELETE_TOMBSTONES)     \
	X(UPKEEP_KEYS, WRITES | LOCAL, UPKEEP_DELETE_KEYS)
/* clang-format on */

#endif
