/* todo.h: the table todos, always asked on behalf of a caller. */
#ifndef DB_TODO_H
#define DB_TODO_H

#include "base/error.h"
#include "db/params.h"
#include "model/session.h"
#include "model/todo.h"

struct db;
struct idempotency;

#define DB_TODO_WRITERS 64 /* that may add a todo of one user at once */

/*
 * All of these check the caller in the same round trip and return, beside
 * what they name, AUTH_004 (token revoked), AUTH_007 (user gone or disabled),
 * SERVER_001 (database unreachable) and SERVER_003 (the check failed). What
 * they fill holds texts that live until db_conn_release. Why a todo is not
 * found takes two round trips more.
 */

/*
 * The caller's new todo as its row will be, under a new id; its texts are the
 * change's own.
 */
struct todo db_todo_new(
    const struct caller *caller, const struct todo_change *change, int64_t now);

/*
 * Adds a new todo, and tells its revision. With a key (or NULL) its answer is
 * kept, unless a request had that key before, whose answer is given back then,
 * and nothing added; or REQUEST_007, VALIDATION_009.
 */
enum error db_todo_insert(struct db *db, const struct caller *caller,
    struct todo *todo, struct idempotency *same) MUST_CHECK;

/*
 * The same unless the caller has limit todos by then: LIMIT_001, which takes
 * one or two round trips more. *held is how many they had before, or limit
 * where they have more.
 */
enum error db_todo_insert_within(struct db *db, const struct caller *caller,
    struct todo *todo, long limit, int64_t *held,
    struct idempotency *same) MUST_CHECK;

/* RESOURCE_001: no such todo; AUTHZ_001: another user's. */
enum error db_todo_find(struct db *db, const struct caller *caller,
    const struct id *id, struct todo *todo) MUST_CHECK;

/*
 * Changes what the change names. Errors as db_todo_find, and REQUEST_006: it is
 * in none of the match's revisions, which NULL leaves open; two that name the
 * same one never both succeed.
 */
enum error db_todo_update(struct db *db, const struct caller *caller,
    const struct id *id, const struct todo_change *change,
    const struct todo_match *match, int64_t now, struct todo *todo) MUST_CHECK;

/* Deletes. Errors as db_todo_update. */
enum error db_todo_delete(struct db *db, const struct caller *caller,
    const struct id *id, const struct todo_match *match) MUST_CHECK;

#define DB_TODO_READ_MAX 500 /* todos of a user that a search reads */

/*
 * For idle moments, after a search: where more todos of the user than that are
 * not in the index of words, so many are put there, in half a second; *more
 * says whether there may be others. Nobody's caller; SERVER_001, SERVER_002.
 */
enum error
db_todo_index(struct db *db, const struct id *user, bool *more) MUST_CHECK;

/* For the files of db/ only: each writes a statement that acts for the caller. */

/* One of those that insert a todo. */
void db_todo_put_insert(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct todo *todo);

void db_todo_put_find(
    struct db_query *query, const struct caller *caller, const struct id *id);

/* Bytes of a match's parameter. */
#define DB_TODO_MATCH DB_ARRAY_SIZE(TODO_MATCH_MAX)

/* For the match, or NULL, for which room has to last as long as the query. */
void db_todo_put_delete(struct db_query *query, const struct caller *caller,
    const struct id *id, const struct todo_match *match, unsigned char *room);
void db_todo_put_update(struct db_query *query, const struct caller *caller,
    const struct id *id, const struct todo_change *change,
    const struct todo_match *match, int64_t now, unsigned char *room);

#endif
