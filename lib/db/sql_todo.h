/* sql_todo.h: the statements of the table todos. */
#ifndef DB_SQL_TODO_H
#define DB_SQL_TODO_H

#include "db/sql.h"

/* clang-format off */
#define TODO_COLUMNS(t)                                                    \
	t ".id, " t ".user_id, " t ".title, " t ".description, "           \
	t ".is_completed, " t ".created_at, " t ".completed_at, "          \
	t ".updated_at"

#define TODO_STATEMENTS(X)                                                 \
	X(TODO_INSERT, WRITES | GUARDED,                                   \
	  "INSERT INTO todos AS t (id, user_id, title, description,"       \
	  " is_completed, created_at, completed_at, updated_at)"           \
	  " SELECT $4, u.id, $5, $6, $7::boolean, $8::timestamptz,"        \
	  " CASE WHEN $7 THEN $8 END, $8"                                  \
	  " FROM users u WHERE " CALLER_IS_GOOD                            \
	  " RETURNING " TODO_COLUMNS("t"))                                 \
	X(TODO_FIND, READS | GUARDED,                                      \
	  WITH_CALLER " SELECT " TODO_COLUMNS("t")                         \
	  " FROM caller LEFT JOIN todos t"                                 \
	  " ON t.user_id = $1 AND t.id = $4")                              \
	/* $5 and $7 say whether the title and the description change; */  \
	/* $9 is null where is_completed stays. */                         \
	X(TODO_UPDATE, WRITES | GUARDED,                                   \
	  WITH_CALLER ", changed AS (UPDATE todos AS t SET"                \
	  " title = CASE WHEN $5 THEN $6 ELSE t.title END,"                \
	  " description = CASE WHEN $7 THEN $8 ELSE t.description END,"    \
	  " is_completed = coalesce($9, t.is_completed),"                  \
	  " completed_at = CASE WHEN coalesce($9, t.is_completed)"         \
	  "  THEN coalesce(t.completed_at, $10) END,"                      \
	  " updated_at = $10"                                              \
	  " WHERE t.user_id = $1 AND t.id = $4"                            \
	  " AND EXISTS (SELECT FROM caller) RETURNING t.*)"                \
	  " SELECT " TODO_COLUMNS("changed")                               \
	  " FROM caller LEFT JOIN changed ON true")                        \
	X(TODO_DELETE, WRITES | GUARDED,                                   \
	  WITH_CALLER ", gone AS (DELETE FROM todos AS t"                  \
	  " WHERE t.user_id = $1 AND t.id = $4"                            \
	  " AND EXISTS (SELECT FROM caller) RETURNING t.id)"               \
	  " SELECT gone.id FROM caller LEFT JOIN gone ON true")            \
	X(TODO_EXISTS, READS, "SELECT FROM todos WHERE id = $1")
/* clang-format on */

#endif
