/* sql_todo.h: the statements of the table todos. */
#ifndef DB_SQL_TODO_H
#define DB_SQL_TODO_H

#include "db/sql.h"

/* clang-format off */
/*
 * Neither user_id, which is $1, nor is_completed, which completed_at tells by
 * a constraint: what each column of each row costs on both sides adds up.
 */
#define TODO_COLUMNS                                                       \
	"t.id, t.title, t.description, t.created_at, t.completed_at,"      \
	" t.updated_at"

/* The caller's todo of id $4. */
#define TODO_OF_CALLER                                                     \
	" WHERE t.user_id = $1 AND t.id = $4 AND EXISTS ("                 \
	" SELECT FROM users u WHERE " CALLER_IS_GOOD ")"

/* No row comes back, and nothing changes, when there is no such todo or the
 * caller is not good; TODO_OWNER and TOKEN_STATE tell which. */
#define TODO_STATEMENTS(X)                                                 \
	X(TODO_INSERT, WRITES | GUARDED,                                   \
	  "INSERT INTO todos AS t (id, user_id, title, description,"       \
	  " is_completed, created_at, completed_at, updated_at)"           \
	  " SELECT $4, u.id, $5, $6, $7::boolean, $8::timestamptz,"        \
	  " CASE WHEN $7 THEN $8 END, $8"                                  \
	  " FROM users u WHERE " CALLER_IS_GOOD " RETURNING t.id")         \
	X(TODO_FIND, READS | GUARDED,                                      \
	  "SELECT " TODO_COLUMNS " FROM todos t" TODO_OF_CALLER)           \
	/* $5 and $7 say whether the title and the description change; */  \
	/* $9 is null where is_completed stays. */                         \
	X(TODO_UPDATE, WRITES | GUARDED,                                   \
	  "UPDATE todos AS t SET"                                          \
	  " title = CASE WHEN $5 THEN $6 ELSE t.title END,"                \
	  " description = CASE WHEN $7 THEN $8 ELSE t.description END,"    \
	  " is_completed = coalesce($9, t.is_completed),"                  \
	  " completed_at = CASE WHEN coalesce($9, t.is_completed)"         \
	  "  THEN coalesce(t.completed_at, $10) END,"                      \
	  " updated_at = $10" TODO_OF_CALLER " RETURNING " TODO_COLUMNS)   \
	X(TODO_DELETE, WRITES | GUARDED,                                   \
	  "DELETE FROM todos AS t" TODO_OF_CALLER " RETURNING t.id")       \
	X(TODO_OWNER, READS, "SELECT user_id FROM todos WHERE id = $1")
/* clang-format on */

#endif
