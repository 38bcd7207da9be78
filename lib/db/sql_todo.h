/* sql_todo.h: the statements of the table todos. */
#ifndef DB_SQL_TODO_H
#define DB_SQL_TODO_H

#include "db/sql.h"

/* clang-format off */
#define TODO_COLUMNS(t)                                                    \
	t ".id, " t ".user_id, " t ".title, " t ".description, "           \
	t ".is_completed, " t ".created_at, " t ".completed_at, "          \
	t ".updated_at"

/*
 * A page of todos, with the number of all: one row when there are none on the
 * page, with a null id. $4 is the limit, $5 how many to skip.
 */
#define TODO_LIST(filter, order, page_order)                               \
	WITH_CALLER ", page AS (SELECT " TODO_COLUMNS("t")                 \
	" FROM todos t WHERE t.user_id = $1" filter                        \
	" ORDER BY " order " LIMIT $4::int OFFSET $5::int)"                \
	" SELECT " TODO_COLUMNS("page") ", (SELECT count(*) FROM todos t"  \
	" WHERE t.user_id = $1" filter ")"                                 \
	" FROM caller LEFT JOIN page ON true ORDER BY " page_order

/* One row for each filter, in the order of enum todo_filter. */
#define LIST_ROWS(X, name, order, page_order)                              \
	X(name##_ALL, READS | GUARDED, TODO_LIST("", order, page_order))   \
	X(name##_OPEN, READS | GUARDED,                                    \
	  TODO_LIST(" AND NOT t.is_completed", order, page_order))         \
	X(name##_COMPLETED, READS | GUARDED,                               \
	  TODO_LIST(" AND t.is_completed", order, page_order))

/* Three rows for each order: enum todo_sort, first down, then up. */
#define TODO_LISTS(X)                                                      \
	LIST_ROWS(X, LIST_CREATED_DOWN, "t.created_at DESC, t.id DESC",    \
	  "page.created_at DESC, page.id DESC")                            \
	LIST_ROWS(X, LIST_CREATED_UP, "t.created_at, t.id",                \
	  "page.created_at, page.id")                                      \
	LIST_ROWS(X, LIST_COMPLETED_DOWN,                                  \
	  "t.completed_at DESC NULLS LAST, t.id DESC",                     \
	  "page.completed_at DESC NULLS LAST, page.id DESC")               \
	LIST_ROWS(X, LIST_COMPLETED_UP,                                    \
	  "t.completed_at NULLS LAST, t.id",                               \
	  "page.completed_at NULLS LAST, page.id")                         \
	LIST_ROWS(X, LIST_TITLE_DOWN, "t.title DESC, t.id DESC",           \
	  "page.title DESC, page.id DESC")                                 \
	LIST_ROWS(X, LIST_TITLE_UP, "t.title, t.id", "page.title, page.id")

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
	X(TODO_EXISTS, READS, "SELECT FROM todos WHERE id = $1")           \
	TODO_LISTS(X)
/* clang-format on */

#endif
