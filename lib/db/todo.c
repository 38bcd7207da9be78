/* todo.c: todos to rows and back. */
#include "db/todo.h"

#include "base/time.h"
#include "db/caller.h"
#include "db/conn.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"

#include <stdlib.h>

#define MATCH_SIZE DB_ARRAY_SIZE(TODO_MATCH_MAX)

/*
 * Why a statement on one todo found nothing: the caller, the todo, or the
 * revision that it was for.
 */
static enum error
explain_miss(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_match *match)
{
	struct db_query query = {.statement = DB_TODO_OWNER};
	enum error err = db_caller_check(db, caller);
	PGresult *result;
	struct id owner;

	if (err != OK)
		return err;
	db_params_id(&query.params, id);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return RESOURCE_001;
	owner = db_row_id(result, 0, 0);
	if (!base_id_equal(&owner, &caller->user_id))
		return AUTHZ_001;
	/* The caller's own: it was refused, and would not be any more. */
	return match ? REQUEST_006 : AUTH_004;
}

/* Runs a statement on one todo, of which a row comes back. */
static enum error
run_on_one(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_match *match, const struct db_query *query,
    PGresult **result)
{
	enum error err = db_run(db, query, 1, result);

	if (err != OK)
		return err;
	return PQntuples(*result) ? OK : explain_miss(db, caller, id, match);
}

/* A todo in the columns TODO_REVISED of the only row. */
static void
read_revised(
    const PGresult *result, const struct caller *caller, struct todo *todo)
{
	db_row_todo(result, 0, caller, todo);
	todo->revision = db_row_number(result, 0, DB_TODO_COLUMNS);
}

/* Adds the revisions as an array in out, or null where all will do. */
static void
add_match(struct db_params *params, const struct todo_match *match,
    unsigned char out[MATCH_SIZE])
{
	if (match)
		db_params_wides(params, match->revisions, match->count, out);
	else
		db_params_null(params);
}

/* Parameters in the order in which the statements name the fields. */
#define ADD(name, kind, ...) db_params_##kind(&query.params, change->name);
#define ADD_NEW(name, kind, ...) db_params_##kind(&query->params, todo->name);
#define ADD_CHANGE(name, ...)                                        \
	db_params_flag(&query.params, change->has_##name != ABSENT); \
	ADD(name, __VA_ARGS__)
#define COPY(name, ...) .name = change->name,

/* The caller's new todo as its row will be, under a new id. */
static struct todo
new_todo(
    const struct caller *caller, const struct todo_change *change, int64_t now)
{
	return (struct todo){.id = base_id_new(),
	    .user_id = caller->user_id,
	    .is_completed = change->is_completed,
	    .created_at = now,
	    .completed_at = change->is_completed ? now : TIME_NONE,
	    .updated_at = now,
	    TODO_FIELDS_GIVEN(COPY)};
}

/* A statement that inserts it. */
static void
put_insert(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct todo *todo)
{
	query->statement = statement;
	db_params_caller(&query->params, caller);
	db_params_id(&query->params, &todo->id);
	TODO_FIELDS_GIVEN(ADD_NEW)
	db_params_flag(&query->params, todo->is_completed);
	db_params_time(&query->params, todo->created_at);
}

enum error
db_todo_insert(struct db *db, const struct caller *caller,
    const struct todo_change *change, int64_t now, struct todo *todo)
{
	struct db_query query = {0};
	PGresult *result;
	enum error err;

	*todo = new_todo(caller, change, now);
	put_insert(&query, DB_TODO_INSERT, caller, todo);
	err = db_caller_run(db, caller, &query, &result);
	if (err == OK)
		todo->revision = db_row_number(result, 0, 0);
	return err;
}

/*
 * Inserts it unless the caller has limit todos, counted while nobody else adds
 * one in this way: the lock is taken before the count looks.
 */
static enum error
insert_alone(
    struct db *db, const struct caller *caller, struct todo *todo, long limit)
{
	struct db_query queries[2] = {{.statement = DB_SESSION_LOCK}};
	PGresult *results[2];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	put_insert(&queries[1], DB_TODO_INSERT_WITHIN, caller, todo);
	db_params_number(&queries[1].params, (int32_t)limit);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	if (PQntuples(results[1]) > 0) {
		todo->revision = db_row_number(results[1], 0, 0);
		return OK;
	}
	err = db_caller_check(db, caller);
	return err == OK ? LIMIT_001 : err;
}

enum error
db_todo_insert_within(struct db *db, const struct caller *caller,
    const struct todo_change *change, int64_t now, long limit, int64_t *held,
    struct todo *todo)
{
	struct db_query queries[2] = {{.statement = DB_TODO_COUNT}};
	PGresult *results[2];
	enum error err;

	*todo = new_todo(caller, change, now);
	db_params_id(&queries[0].params, &caller->user_id);
	db_params_number(&queries[0].params, (int32_t)limit);
	put_insert(&queries[1], DB_TODO_INSERT_WITHIN, caller, todo);
	db_params_number(
	    &queries[1].params, (int32_t)(limit - DB_TODO_WRITERS));
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	*held = db_row_number(results[0], 0, 0);
	if (PQntuples(results[1]) == 0)
		return insert_alone(db, caller, todo, limit);
	todo->revision = db_row_number(results[1], 0, 0);
	return OK;
}

enum error
db_todo_find(struct db *db, const struct caller *caller, const struct id *id,
    struct todo *todo)
{
	struct db_query query = {.statement = DB_TODO_FIND};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, id);
	err = run_on_one(db, caller, id, NULL, &query, &result);
	if (err == OK)
		read_revised(result, caller, todo);
	return err;
}

enum error
db_todo_update(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_change *change, const struct todo_match *match,
    int64_t now, struct todo *todo)
{
	struct db_query query = {.statement = DB_TODO_UPDATE};
	unsigned char array[MATCH_SIZE];
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, id);
	TODO_FIELDS_GIVEN(ADD_CHANGE)
	if (change->has_completed == GIVEN)
		db_params_flag(&query.params, change->is_completed);
	else
		db_params_null(&query.params);
	db_params_time(&query.params, now);
	add_match(&query.params, match, array);
	err = run_on_one(db, caller, id, match, &query, &result);
	if (err == OK)
		read_revised(result, caller, todo);
	return err;
}

enum error
db_todo_delete(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_match *match)
{
	struct db_query query = {.statement = DB_TODO_DELETE};
	unsigned char array[MATCH_SIZE];
	PGresult *result;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, id);
	add_match(&query.params, match, array);
	return run_on_one(db, caller, id, match, &query, &result);
}

enum error
db_todo_index(struct db *db, const struct id *user, bool *more)
{
	struct db_query query = {.statement = DB_TODO_INDEX};
	int64_t used = db->used;
	PGresult *result;
	enum error err;

	db_params_id(&query.params, user);
	db_params_number(&query.params, DB_TODO_READ_MAX);
	db_params_number(&query.params, DB_TODO_READ_MAX);
	err = db_run(db, &query, 1, &result);
	*more = err == OK &&
	    strtol(PQcmdTuples(result), NULL, 10) == DB_TODO_READ_MAX;
	db_conn_release(db);
	/* A database that goes to sleep is not kept from it. */
	db->used = used;
	return err;
}
