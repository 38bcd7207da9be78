/* sql_attempt.h: the statements of the table attempts. */
#ifndef DB_SQL_ATTEMPT_H
#define DB_SQL_ATTEMPT_H

#include "db/sql.h"

/* clang-format off */
#define ATTEMPT_COLUMNS(FIRST, NEXT, t)                                    \
	FIRST(t, number, count)                                            \
	NEXT(t, time, started_at)

#define ATTEMPT_STATEMENTS(X)                                              \
	X(ATTEMPT_READ, READS,                                             \
	  "SELECT " COLUMNS(ATTEMPT_COLUMNS, "") " FROM attempts"          \
	  " WHERE key = $1 AND started_at > $2")                           \
	X(ATTEMPT_ADD, WRITES | LOCAL,                                     \
	  "INSERT INTO attempts AS a (key, started_at, count)"             \
	  " VALUES ($1, $2, 1) ON CONFLICT (key) DO UPDATE SET"            \
	  " count = CASE WHEN a.started_at > $3 THEN a.count + 1"          \
	  "  ELSE 1 END,"                                                  \
	  " started_at = CASE WHEN a.started_at > $3 THEN a.started_at"    \
	  "  ELSE excluded.started_at END")
/* clang-format on */

#endif
