/* sql_todo.h: the statements of the table todos. */
#ifndef DB_SQL_TODO_H
#define DB_SQL_TODO_H

#include "db/sql.h"
#include "model/todo.h"

/* clang-format off */
/* A field as a column, a parameter, and what becomes of it in a change. */
#define TODO_NAME(name, ...) ", " #name
#define TODO_VALUE(name, kind, ...) ", $" #name TODO_SENT_##kind
#define TODO_CHANGE(name, kind, ...)                                       \
	" " #name " = CASE WHEN $has_" #name " THEN $" #name TODO_SENT_##kind \
	" ELSE t." #name " END,"
/* What db_params_… sends, where the column is of another type. */
#define TODO_SENT_text
#define TODO_SENT_date
#define TODO_SENT_number "::integer"

/*
 * Neither user_id, which is $1, nor is_completed, which completed_at tells by
 * a constraint: what each column of each row costs on both sides adds up.
 */
#define TODO_SELECTED(X) TODO_FIELDS_GIVEN(X) TODO_FIELDS_MADE(X)
#define TODO_COLUMNS "t.id" TODO_SELECTED(COLUMN_OF_t)
#define TODO_REVISED TODO_COLUMNS ", t.revision"

/*
 * A new revision: the writer holds a lock of the user's from before it is taken
 * until the commit, so that who waits for the lock sees all lower ones.
 */
#define TODO_REVISION "todo_revision($1)"
/* The same lock where a trigger takes the revision: always before a row's. */
#define TODO_LOCK                                                          \
	" AND (SELECT todo_hold($1))"
/* Only in one of these revisions, where they are not null. */
#define TODO_MATCHES                                                       \
	" AND ($match::bigint[] IS NULL OR t.revision = ANY ($match))"

/* What a todo begins with, under the id $4, where the caller is good. */
#define TODO_INSERT_FOR_CALLER TODO_INSERT_AS(TODO_REVISION, "")
#define TODO_INSERT_AS(revision, more)                                     \
	"INSERT INTO todos AS t (id, user_id" TODO_FIELDS_GIVEN(TODO_NAME) \
	", is_completed, created_at, completed_at, updated_at, revision)"  \
	" SELECT $4, u.id" TODO_FIELDS_GIVEN(TODO_VALUE)                   \
	", $is_completed::boolean, $now::timestamptz,"                     \
	" CASE WHEN $is_completed THEN $now END, $now, " revision          \
	" FROM users u" more " WHERE " CALLER_IS_GOOD

/*
 * How many todos the user $1 has, or most where they have more. In the order of
 * an index, or few users make a plan that reads the table.
 */
#define TODO_HELD(most)                                                    \
	"(SELECT count(*) FROM (SELECT 1 FROM todos h WHERE h.user_id = $1" \
	" ORDER BY h.created_at DESC, h.id DESC LIMIT " most "::int) h)"

/* The caller's todo of id $4. */
#define TODO_OF_CALLER                                                     \
	" WHERE t.user_id = $1 AND t.id = $4 AND EXISTS ("                 \
	" SELECT 1 FROM users u WHERE " CALLER_IS_GOOD ")"

/* No row comes back, and nothing changes, when there is no such todo or the
 * caller is not good; TODO_OWNER and TOKEN_STATE tell which. */
#define TODO_STATEMENTS(X)                                                 \
	X(TODO_INSERT, WRITES | GUARDED,                                   \
	  TODO_INSERT_FOR_CALLER " RETURNING t.revision")                  \
	X(TODO_INSERT_WITHIN, WRITES | GUARDED,                            \
	  TODO_INSERT_FOR_CALLER " AND " TODO_HELD("$most") " < $most"     \
	  " RETURNING t.revision")                                         \
	/* Takes effect only after the IDEMPOTENCY_ADD of its id, which did. */ \
	X(TODO_INSERT_ONCE, WRITES | GUARDED,                              \
	  TODO_INSERT_AS("k.revision", ", idempotency_keys k")             \
	  " AND k.user_id = $1 AND k.key = $key AND k.id = $4"             \
	  " RETURNING t.revision")                                         \
	X(TODO_COUNT, READS, "SELECT " TODO_HELD("$2"))                    \
	X(TODO_FIND, READS | GUARDED,                                      \
	  "SELECT " TODO_REVISED " FROM todos t" TODO_OF_CALLER)           \
	/* $is_completed is null where it stays. */                        \
	X(TODO_UPDATE, WRITES | GUARDED,                                   \
	  "UPDATE todos AS t SET" TODO_FIELDS_GIVEN(TODO_CHANGE)           \
	  " is_completed = coalesce($is_completed, t.is_completed),"       \
	  " completed_at = CASE WHEN coalesce($is_completed, t.is_completed)" \
	  "  THEN coalesce(t.completed_at, $now) END,"                     \
	  " updated_at = $now, revision = " TODO_REVISION                  \
	  TODO_OF_CALLER TODO_MATCHES " RETURNING " TODO_REVISED)          \
	X(TODO_DELETE, WRITES | GUARDED,                                   \
	  "DELETE FROM todos AS t" TODO_OF_CALLER TODO_MATCHES TODO_LOCK   \
	  " RETURNING t.id")                                               \
	/* Has the index take the words of some of a user's todos, if many are not in it. */ \
	X(TODO_INDEX, WRITES | LOCAL | AGAIN | QUICK,                      \
	  "UPDATE todos AS t SET has_terms = true"                         \
	  " WHERE t.id = ANY (ARRAY(SELECT n.id FROM todos n"              \
	  " WHERE n.user_id = $1 AND NOT n.has_terms AND $most::int < (SELECT count(*)" \
	  " FROM (SELECT 1 FROM todos m WHERE m.user_id = $1 AND NOT m.has_terms" \
	  " LIMIT $most::int + 1) m)"                                      \
	  " LIMIT $batch::int FOR UPDATE SKIP LOCKED)) AND t.user_id = $1") \
	/* After a miss: another user's, on whatever node. */                \
	X(TODO_OWNER, READS | EVERYWHERE, "SELECT user_id FROM todos WHERE id = $1")
/* clang-format on */

#endif
