/* sql_sync.h: the statements that tell what became of todos. */
#ifndef DB_SQL_SYNC_H
#define DB_SQL_SYNC_H

#include "db/sql_todo.h"

/* clang-format off */
#define COLUMN_NONE(name, ...) ", NULL"

/* The index of todos has those apart whose words are in that of words. */
#define SYNC_OTHERS "todos", " AND NOT t.has_terms"
#define SYNC_INDEXED "todos", " AND t.has_terms"
#define SYNC_DELETED "todo_tombstones", ""

/* A part of what changed after the revision $4, at most $5 rows, in order. */
#define SYNC_PART(columns, ...) SYNC_PART_OF(columns, __VA_ARGS__)
#define SYNC_PART_OF(columns, table, condition)                            \
	"(SELECT " columns " FROM " table " t WHERE t.user_id = $1"        \
	condition " AND t.revision > greatest(0, $4::bigint)"              \
	" ORDER BY t.revision LIMIT $5::int)"

#define SYNC_PUT(...)                                                      \
	SYNC_PART(TODO_REVISED ", false AS is_deleted", __VA_ARGS__)

#define SYNC_LAST(...) SYNC_LAST_OF(__VA_ARGS__)
#define SYNC_LAST_OF(table, condition)                                     \
	"(SELECT max(t.revision) FROM " table " t"                         \
	" WHERE t.user_id = $1" condition ")"

/* What follows the columns of a todo. */
#define SYNC_VALUES(FIRST, NEXT)                                           \
	FIRST(SYNC_REVISION, "c.revision")                                 \
	NEXT(SYNC_IS_DELETED, "c.is_deleted")                              \
	/* The last revision of which a deletion is forgotten. */          \
	NEXT(SYNC_FORGOTTEN, "u.forgotten_revision")                       \
	NEXT(SYNC_LAST_OF_ALL, "greatest(u.forgotten_revision, "           \
	  SYNC_LAST(SYNC_OTHERS) ", " SYNC_LAST(SYNC_INDEXED) ", "         \
	  SYNC_LAST(SYNC_DELETED) ")")

/* A row with a null revision where nothing changed. */
#define SYNC_STATEMENTS(X)                                                 \
	/* Waits for all who write, in a statement of its own: the next */ \
	/* one sees what they wrote. (Programs that know of no revision */ \
	/* write as the user that there is none of: step writes.)       */ \
	X(SYNC_LOCK, READS | NOWHERE, "SELECT pg_advisory_xact_lock(todo_lock($1))," \
	  " pg_advisory_xact_lock_shared(todo_lock("                       \
	  "'00000000-0000-0000-0000-000000000000'))")                      \
	X(SYNC_READ, READS | GUARDED,                                      \
	  "SELECT c.id" TODO_SELECTED(COLUMN_OF_c) ", " VALUES(SYNC_VALUES) \
	  " FROM users u LEFT JOIN ("                                      \
	  SYNC_PUT(SYNC_OTHERS) " UNION ALL " SYNC_PUT(SYNC_INDEXED)       \
	  " UNION ALL "                                                    \
	  SYNC_PART("t.todo_id" TODO_SELECTED(COLUMN_NONE)                 \
	    ", t.revision, true", SYNC_DELETED)                            \
	  " ORDER BY revision LIMIT $5::int) c ON true"                    \
	  " WHERE " CALLER_IS_GOOD " ORDER BY c.revision")
/* clang-format on */

#endif
