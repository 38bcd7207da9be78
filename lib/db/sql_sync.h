/* sql_sync.h: the statements that tell what became of todos. */
#ifndef DB_SQL_SYNC_H
#define DB_SQL_SYNC_H

#include "db/sql_todo.h"

/* clang-format off */
#define COLUMN_NONE(name, ...) ", NULL"

/* A part of what changed after the revision $4, at most $5 rows, in order. */
#define SYNC_PART(columns, table)                                          \
	"(SELECT " columns " FROM " table " t WHERE t.user_id = $1"        \
	" AND t.revision > 0 AND t.revision > $4::bigint"                  \
	" ORDER BY t.revision LIMIT $5::int)"

#define SYNC_LAST(table)                                                   \
	"(SELECT max(t.revision) FROM " table " t"                         \
	" WHERE t.user_id = $1 AND t.revision > 0)"

/* What follows the columns of a todo. */
#define SYNC_VALUES(FIRST, NEXT)                                           \
	FIRST(SYNC_REVISION, "c.revision")                                 \
	NEXT(SYNC_IS_DELETED, "c.is_deleted")                              \
	/* The last revision of which a deletion is forgotten. */          \
	NEXT(SYNC_FORGOTTEN, "u.forgotten_revision")                       \
	NEXT(SYNC_LAST_OF_ALL, "greatest(u.forgotten_revision, "           \
	  SYNC_LAST("todos") ", " SYNC_LAST("todo_tombstones") ")")

/* A row with a null revision where nothing changed. */
#define SYNC_STATEMENTS(X)                                                 \
	/* Waits for all who write, in a statement of its own: the next */ \
	/* one sees what they wrote.                                    */ \
	X(SYNC_LOCK, READS | NOWHERE, "SELECT pg_advisory_xact_lock(todo_lock($1))") \
	X(SYNC_READ, READS | GUARDED,                                      \
	  "SELECT c.id" TODO_SELECTED(COLUMN_OF_c) ", " VALUES(SYNC_VALUES) \
	  " FROM users u LEFT JOIN ("                                      \
	  SYNC_PART(TODO_REVISED ", false AS is_deleted", "todos")         \
	  " UNION ALL "                                                    \
	  SYNC_PART("t.todo_id" TODO_SELECTED(COLUMN_NONE)                 \
	    ", t.revision, true", "todo_tombstones")                       \
	  " ORDER BY revision LIMIT $5::int) c ON true"                    \
	  " WHERE " CALLER_IS_GOOD " ORDER BY c.revision")
/* clang-format on */

#endif
