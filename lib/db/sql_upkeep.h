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
 * other worker cleans up. A row comes back for each. The array is made once, so
 * that the limit holds whatever the plan, and the lock is asked for once, before
 * any row is read. The functions do so, too, see schema/deploy/spread.sql; where
 * tables are spread at most $2 of each shard.
 */
#define UPKEEP_DELETE(table, key, moment)                                  \
	"DELETE FROM " table " WHERE " key " = ANY (ARRAY("                \
	"SELECT " key " FROM " table " WHERE " moment " < $1"              \
	" AND ($3::boolean OR (SELECT " UPKEEP_TRY_LOCK "))"               \
	" ORDER BY " moment " LIMIT $2::int FOR UPDATE SKIP LOCKED))"

#define UPKEEP_BY(function) "SELECT 1 FROM upkeep_" function "($1, $2, $3)"

#define UPKEEP_STATEMENTS(X)                                               \
	X(UPKEEP_LOCK, READS | QUICK | NOWHERE, "SELECT " UPKEEP_TRY_LOCK) \
	X(UPKEEP_BLACKLIST, WRITES | LOCAL | NOWHERE, UPKEEP_BY("blacklist")) \
	X(UPKEEP_SESSIONS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("sessions")) \
	X(UPKEEP_ATTEMPTS, WRITES | LOCAL | NOWHERE,                       \
	  UPKEEP_DELETE("attempts", "key", "expires_at"))                  \
	X(UPKEEP_TOMBSTONES, WRITES | LOCAL | NOWHERE, UPKEEP_BY("tombstones")) \
	X(UPKEEP_KEYS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("keys"))        \
	X(UPKEEP_TODOS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("todos"))      \
	X(UPKEEP_USERS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("users"))      \
	X(UPKEEP_API_TOKENS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("api_tokens")) \
	X(UPKEEP_INVITATIONS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("invitations")) \
	X(UPKEEP_RESETS, WRITES | LOCAL | NOWHERE, UPKEEP_BY("resets"))
/* clang-format on */

#endif
