/* sql_list.h: what the statements that read a page of todos are made of. */
#ifndef DB_SQL_LIST_H
#define DB_SQL_LIST_H

#include "db/sql_todo.h"

/*
 * A page has no row when there is none on it, or when the caller is not good;
 * LIST_COUNT tells which. $4 is the limit, and $5 whether all are counted, in
 * each row's last column. Then follow either $6, how many to skip, or $6 and
 * $7, the sort key and the id that the page begins after.
 *
 * Each page is read off an index, from its beginning to its end: sort, filter
 * and place must have the very form of the index, see the schema. list_sql.c
 * puts the statements together; a %s is a filter, a column, and so on.
 */
/* clang-format off */
#define PAGE_COUNT "(SELECT count(*) FROM todos t WHERE t.user_id = $1%s)"
#define PAGE_HEAD                                                          \
	"SELECT " TODO_COLUMNS                                             \
	", CASE WHEN $5::boolean THEN " PAGE_COUNT " END FROM "
#define PAGE_FROM "todos t WHERE t.user_id = $1%s%s"
#define PAGE_TAIL                                                          \
	" EXISTS (SELECT 1 FROM users u WHERE " CALLER_IS_GOOD ")"         \
	" ORDER BY %s LIMIT $4::int%s"

/* A part of a page: of all todos, from an index that holds two states apart. */
#define PAGE_PART "(SELECT * FROM " PAGE_FROM " ORDER BY %s LIMIT $4::int%s)"

#define PAGE_OPEN " AND NOT t.is_completed"
#define PAGE_COMPLETED " AND t.is_completed"
#define PAGE_VALUED " AND t.%s IS NOT NULL"
#define PAGE_NULL " AND t.%s IS NULL"

#define PAGE_BY "t.%s%s, t.id%s"
/* The one index has null last going down, and so null first going up. */
#define PAGE_BY_NULLS_DOWN "t.%s DESC NULLS LAST, t.id DESC"
#define PAGE_BY_NULLS_UP "t.%s NULLS FIRST, t.id"

#define PAGE_SKIP " OFFSET $6::int"
/* What is skipped may all be in one part. */
#define PAGE_SKIP_PART " + $6::int::bigint"
/* What is left to skip after the todos that have a value. */
#define PAGE_SKIP_REST                                                     \
	" OFFSET CASE WHEN $6::int > 0 THEN"                               \
	" greatest(0, $6::int - " PAGE_COUNT ") END"

#define PAGE_AFTER " AND (t.%s, t.id) %s ($6::%s, $7::uuid)"
#define PAGE_AFTER_NULL " AND t.id %s $7::uuid AND $6::%s IS NULL"
/* After a todo with a value come all that have none. */
#define PAGE_AFTER_ANY                                                     \
	" AND t.id %s CASE WHEN $6::%s IS NULL THEN $7::uuid"              \
	" ELSE '%s'::uuid END"
#define PAGE_OUTERMOST_DOWN "ffffffff-ffff-ffff-ffff-ffffffffffff"
#define PAGE_OUTERMOST_UP "00000000-0000-0000-0000-000000000000"

/*
 * A row for each filter, in the order of enum todo_filter, three for each sort,
 * in the order of enum todo_sort; their texts are list_sql.c's.
 */
#define LIST_ROWS(X, name)                                                 \
	X(name##_ALL, READS | GUARDED, NULL)                               \
	X(name##_OPEN, READS | GUARDED, NULL)                              \
	X(name##_COMPLETED, READS | GUARDED, NULL)
#define LIST_SORTS(X, place, way)                                          \
	LIST_ROWS(X, place##_CREATED_##way)                                \
	LIST_ROWS(X, place##_COMPLETED_##way)                              \
	LIST_ROWS(X, place##_TITLE_##way)

#define LIST_STATEMENTS(X)                                                 \
	LIST_SORTS(X, LIST, DOWN)                                          \
	LIST_SORTS(X, LIST, UP)                                            \
	LIST_SORTS(X, BEHIND, DOWN)                                        \
	LIST_SORTS(X, BEHIND, UP)                                          \
	/* By any other filter or sort: the text of the simplest, see find.h. */ \
	X(LIST_FOUND, READS | GUARDED, NULL)                               \
	/* $4 is the filter; null lets all pass. */                        \
	X(LIST_COUNT, READS | GUARDED,                                     \
	  WITH_CALLER " SELECT (SELECT count(*) FROM todos t"              \
	  " WHERE t.user_id = $1"                                          \
	  " AND ($4::boolean IS NULL OR t.is_completed = $4))"             \
	  " FROM caller")
/* clang-format on */

#endif
