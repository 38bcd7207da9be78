/* sql_find.h: what statements that find todos and sort them are made of. */
#ifndef DB_SQL_FIND_H
#define DB_SQL_FIND_H

#include "db/sql_list.h"

/*
 * find_sql.c puts them together: a %s is a condition, a column, and so on, and
 * a %d the number of a parameter. Those of a page begin as in sql_list.h, then
 * follow what the filters say, and at last either how many to skip, or the
 * sort key, of some sorts created_at, and the id that the page begins after.
 */
/* clang-format off */
#define FIND_ALL "todos t WHERE t.user_id = $1"
/*
 * Todos whose words are in the index, which has the user in each word, and the
 * few that are not, which are read. The former are fenced, or an index of all
 * the user's todos may seem cheaper: when the plan is made nothing is known of
 * the words.
 */
#define FIND_TERMS                                                         \
	"array_to_tsvector(todo_terms(w.user_id, w.title || ' '"           \
	" || coalesce(w.description, ''))) @@ todo_terms_query($1, $%d::text)"
#define FIND_IN_WORDS                                                      \
	"(SELECT * FROM (SELECT * FROM todos w WHERE %sw.has_terms AND "   \
	FIND_TERMS " OFFSET 0) w UNION ALL SELECT * FROM todos w"          \
	" WHERE w.user_id = $1 AND NOT w.has_terms AND " FIND_TERMS ") t"  \
	" WHERE t.user_id = $1"

/* Says which node to ask: planned with the words, the right index is taken. */
#define FIND_AT_NODE "w.user_id = $1 AND "

#define FIND_DUE_AFTER " AND t.due_date > $%d::date"
#define FIND_DUE_BEFORE " AND t.due_date < $%d::date"
#define FIND_UPDATED_SINCE " AND t.updated_at >= $%d::timestamptz"
/* The second half says that the index of priorities, which lacks 0, has it. */
#define FIND_PRIORITY " AND t.priority = $%d::integer AND t.priority > 0"
#define FIND_PRIORITY_NONE " AND t.priority = 0"

#define FIND_COUNT "(SELECT count(*) FROM %s%s)"
#define FIND_COUNTED WITH_CALLER " SELECT " FIND_COUNT " FROM caller"
#define FIND_HEAD                                                          \
	"SELECT " TODO_COLUMNS ", CASE WHEN $5::boolean THEN " FIND_COUNT " END FROM "
#define FIND_TAIL                                                          \
	" EXISTS (SELECT 1 FROM users u WHERE " CALLER_IS_GOOD ")"
#define FIND_SORTED " ORDER BY "
#define FIND_LIMIT " LIMIT $4::int"
#define FIND_SKIP " OFFSET $%d::int"

/* The todos that come first, and no more of the others than are needed then. */
#define FIND_FIRST "WITH first AS MATERIALIZED ("
#define FIND_THEN "SELECT * FROM first UNION ALL "
#define FIND_BOTH " UNION ALL "
#define FIND_PART "(SELECT * FROM " FIND_ALL "%s%s AND %s"
#define FIND_MOST "$4::int::bigint"
#define FIND_AND_SKIPPED " + $%d::int"
#define FIND_LEFT "greatest(0, "
#define FIND_LEFT_END " - (SELECT count(*) FROM first))"

#define FIND_BY "t.%s%s%s, t.id%s"
#define FIND_BY_CREATED "t.%s%s%s, t.created_at%s, t.id%s"
#define FIND_REST_BY "t.created_at%s, t.id%s"
#define FIND_NULLS_LAST " NULLS LAST"

#define FIND_AFTER "(t.%s, t.id) %s ($%d::%s, $%d::uuid)"
#define FIND_AFTER_CREATED                                                 \
	"(t.%s, t.created_at, t.id) %s ($%d::%s, $%d::timestamptz, $%d::uuid)"
#define FIND_REST_AFTER "t.id %s $%d::uuid"
#define FIND_REST_AFTER_CREATED                                            \
	"(t.created_at, t.id) %s ($%d::timestamptz, $%d::uuid)"
#define FIND_OF_REST "(%s AND %s)"
#define FIND_OR "(%s OR %s)"
/* clang-format on */

#endif
