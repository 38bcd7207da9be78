/* sql_list.h: the statements that read a page of the table todos. */
#ifndef DB_SQL_LIST_H
#define DB_SQL_LIST_H

#include "db/sql_todo.h"

/*
 * A page has no row when there is none on it, or when the caller is not good;
 * LIST_COUNT tells which. $4 is the limit, and $5 whether all are counted, in
 * each row's last column. Then follow either $6, how many to skip, or $6 and
 * $7, the sort key and the id that the page begins behind.
 *
 * Each page is read off an index, from its beginning to its end: sort, filter
 * and place must have the very form of the index, see the schema.
 */
/* clang-format off */
#define PAGE_COUNT(filter)                                                 \
	"(SELECT count(*) FROM todos t WHERE t.user_id = $1" filter ")"
#define PAGE_HEAD(filter)                                                  \
	"SELECT " TODO_COLUMNS                                             \
	", CASE WHEN $5::boolean THEN " PAGE_COUNT(filter) " END FROM "
#define PAGE_TAIL(order, skip)                                             \
	" EXISTS (SELECT FROM users u WHERE " CALLER_IS_GOOD ")"           \
	" ORDER BY " order " LIMIT $4::int" skip

#define PAGE(filter, behind, order, skip)                                  \
	PAGE_HEAD(filter) "todos t WHERE t.user_id = $1" filter behind     \
	" AND" PAGE_TAIL(order, skip)

/* A page of all todos from an index that holds open and completed apart. */
#define PAGE_PART(filter, behind, order, skip)                             \
	"(SELECT * FROM todos t WHERE t.user_id = $1" filter behind        \
	" ORDER BY " order " LIMIT $4::int" skip ")"
#define PAGE_OF_PARTS(first, second, order, skip)                          \
	PAGE_HEAD("") "(" first " UNION ALL " second ") t WHERE"           \
	PAGE_TAIL(order, skip)

#define PAGE_OPEN " AND NOT t.is_completed"
#define PAGE_COMPLETED " AND t.is_completed"
#define PAGE_TIMED " AND t.completed_at IS NOT NULL"
#define PAGE_UNTIMED " AND t.completed_at IS NULL"

#define PAGE_BY(column, dir) "t." column dir ", t.id" dir
/* The one index has null last going down, and so null first going up. */
#define PAGE_BY_TIME_DOWN "t.completed_at DESC NULLS LAST, t.id DESC"
#define PAGE_BY_TIME_UP "t.completed_at NULLS FIRST, t.id"

#define PAGE_SKIP " OFFSET $6::int"
/* What is skipped may all be in one part. */
#define PAGE_SKIP_PART " + $6::int::bigint"
/* What is left to skip behind the todos that have a time. */
#define PAGE_SKIP_REST                                                     \
	" OFFSET CASE WHEN $6::int > 0 THEN"                               \
	" greatest(0, $6::int - " PAGE_COUNT(PAGE_TIMED) ") END"

#define PAGE_BEHIND(column, type, op)                                      \
	" AND (t." column ", t.id) " op " ($6::" type ", $7::uuid)"
#define PAGE_BEHIND_OPEN(op)                                               \
	" AND t.id " op " $7::uuid AND $6::timestamptz IS NULL"
/* Behind a todo with a time come all that have none. */
#define PAGE_BEHIND_ANY(op, outermost)                                     \
	" AND t.id " op " CASE WHEN $6::timestamptz IS NULL THEN $7::uuid" \
	" ELSE '" outermost "'::uuid END"
#define PAGE_OUTERMOST_DOWN "ffffffff-ffff-ffff-ffff-ffffffffffff"
#define PAGE_OUTERMOST_UP "00000000-0000-0000-0000-000000000000"

/* One row for each filter, in the order of enum todo_filter. */
#define LIST_ROWS(X, name, all, open, completed)                           \
	X(name##_ALL, READS | GUARDED, all)                                \
	X(name##_OPEN, READS | GUARDED, open)                              \
	X(name##_COMPLETED, READS | GUARDED, completed)

#define LIST_BY_CREATED(X, name, behind, order, skip)                      \
	LIST_ROWS(X, name, PAGE("", behind, order, skip),                  \
	  PAGE(PAGE_OPEN, behind, order, skip),                            \
	  PAGE(PAGE_COMPLETED, behind, order, skip))
#define LIST_BY_COMPLETED(X, name, all, behind_open, behind, order, skip)  \
	LIST_ROWS(X, name, all,                                            \
	  PAGE(PAGE_UNTIMED, behind_open, order, skip),                    \
	  PAGE(PAGE_TIMED, behind, order, skip))
#define LIST_BY_TITLE(X, name, behind, order, skip_part, skip)             \
	LIST_ROWS(X, name, PAGE_OF_PARTS(                                  \
	    PAGE_PART(PAGE_OPEN, behind, order, skip_part),                \
	    PAGE_PART(PAGE_COMPLETED, behind, order, skip_part), order, skip), \
	  PAGE(PAGE_OPEN, behind, order, skip),                            \
	  PAGE(PAGE_COMPLETED, behind, order, skip))

#define PAGE_BY_TIME_DOWN_SKIPPING PAGE("", "", PAGE_BY_TIME_DOWN, PAGE_SKIP)
#define PAGE_BY_TIME_UP_SKIPPING                                           \
	PAGE_OF_PARTS(PAGE_PART(PAGE_TIMED, "", PAGE_BY_TIME_UP, PAGE_SKIP), \
	  PAGE_PART(PAGE_UNTIMED, "", PAGE_BY_TIME_UP, PAGE_SKIP_REST),    \
	  PAGE_BY("completed_at", ""), "")
#define PAGE_BY_TIME_BEHIND(read, op, outermost, order)                    \
	PAGE_OF_PARTS(                                                     \
	  PAGE_PART(PAGE_TIMED, PAGE_BEHIND("completed_at", "timestamptz", op), read, ""), \
	  PAGE_PART(PAGE_UNTIMED, PAGE_BEHIND_ANY(op, outermost), read, ""), order, "")

/* Three rows for each sort, in the order of enum todo_sort. */
#define LISTS_SKIPPING(X, way, dir)                                        \
	LIST_BY_CREATED(X, LIST_CREATED_##way, "",                         \
	  PAGE_BY("created_at", dir), PAGE_SKIP)                           \
	LIST_BY_COMPLETED(X, LIST_COMPLETED_##way, PAGE_BY_TIME_##way##_SKIPPING, \
	  "", "", PAGE_BY_TIME_##way, PAGE_SKIP)                           \
	LIST_BY_TITLE(X, LIST_TITLE_##way, "", PAGE_BY("title", dir),      \
	  PAGE_SKIP_PART, PAGE_SKIP)
#define LISTS_BEHIND(X, way, dir, op, last)                                \
	LIST_BY_CREATED(X, BEHIND_CREATED_##way,                           \
	  PAGE_BEHIND("created_at", "timestamptz", op), PAGE_BY("created_at", dir), "") \
	LIST_BY_COMPLETED(X, BEHIND_COMPLETED_##way,                       \
	  PAGE_BY_TIME_BEHIND(PAGE_BY_TIME_##way, op, PAGE_OUTERMOST_##way, last), \
	  PAGE_BEHIND_OPEN(op), PAGE_BEHIND("completed_at", "timestamptz", op), \
	  PAGE_BY_TIME_##way, "")                                          \
	LIST_BY_TITLE(X, BEHIND_TITLE_##way, PAGE_BEHIND("title", "text", op), \
	  PAGE_BY("title", dir), "", "")

#define LIST_STATEMENTS(X)                                                 \
	LISTS_SKIPPING(X, DOWN, " DESC")                                   \
	LISTS_SKIPPING(X, UP, "")                                          \
	LISTS_BEHIND(X, DOWN, " DESC", "<", PAGE_BY_TIME_DOWN)             \
	LISTS_BEHIND(X, UP, "", ">", PAGE_BY("completed_at", ""))          \
	/* $4 is the filter; null lets all pass. */                        \
	X(LIST_COUNT, READS | GUARDED,                                     \
	  WITH_CALLER " SELECT " PAGE_COUNT(                               \
	    " AND ($4::boolean IS NULL OR t.is_completed = $4)")           \
	  " FROM caller")
/* clang-format on */

#endif
