/* todo.c: todos to rows and back. */
#include "db/todo.h"

#include "base/time.h"
#include "db/caller.h"
#include "db/idempotency.h"
#include "db/row.h"
#include "db/run.h"

#define NO_LIMIT (-1L)

/* Why a statement on one todo found nothing: the caller, or the todo. */
static enum error
explain_miss(struct db *db, const struct caller *caller, const struct id *id)
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
	/* The caller's own: it was refused, and would not be any more. */
	return base_id_equal(&owner, &caller->user_id) ? AUTH_004 : AUTHZ_001;
}

/* Runs a statement on one todo, of which a row comes back. */
static enum error
run_on_one(struct db *db, const struct caller *caller, const struct id *id,
    const struct db_query *query, PGresult **result)
{
	enum error err = db_run(db, query, 1, result);

	if (err != OK)
		return err;
	return PQntuples(*result) ? OK : explain_miss(db, caller, id);
}

/* Parameters in the order in which the statements name the fields. */
#define ADD(name, kind, ...) db_params_##kind(&query->params, change->name);
#define ADD_NEW(name, kind, ...) db_params_##kind(&query->params, todo->name);
#define ADD_CHANGE(name, ...)                                         \
	db_params_flag(&query->params, change->has_##name != ABSENT); \
	ADD(name, __VA_ARGS__)
#define COPY(name, ...) .name = change->name,

struct todo
db_todo_new(
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

void
db_todo_put_insert(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct todo *todo)
{
	query->statement = statement;
	db_params_caller(&query->params, caller);
	db_params_id(&query->params, &todo->id);
	TODO_FIELDS_GIVEN(ADD_NEW)
	db_params_flag(&query->params, todo->is_completed);
	db_params_time(&query->params, todo->created_at);
}

void
db_todo_put(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct id *id)
{
	query->statement = statement;
	db_params_caller(&query->params, caller);
	db_params_id(&query->params, id);
}

void
db_todo_put_update(struct db_query *query, const struct caller *caller,
    const struct id *id, const struct todo_change *change, int64_t now)
{
	db_todo_put(query, DB_TODO_UPDATE, caller, id);
	TODO_FIELDS_GIVEN(ADD_CHANGE)
	if (change->has_completed == GIVEN)
		db_params_flag(&query->params, change->is_completed);
	else
		db_params_null(&query->params);
	db_params_time(&query->params, now);
}

/*
 * The statements that insert it, one or, with a key, two; the last gives its row
 * back. Unless the caller has most todos, or NO_LIMIT.
 */
static size_t
put_new(struct db_query *queries, const struct caller *caller,
    const struct todo *todo, long most, const struct idempotency *same)
{
	bool limits = most != NO_LIMIT;

	if (same) {
		db_idempotency_put(&queries[0],
		    limits ? DB_IDEMPOTENCY_ADD_WITHIN : DB_IDEMPOTENCY_ADD,
		    caller, &todo->id, same, todo->created_at);
		db_todo_put_insert(
		    &queries[1], DB_TODO_INSERT_ONCE, caller, todo);
		db_params_text(&queries[1].params, same->key);
	} else {
		db_todo_put_insert(&queries[0],
		    limits ? DB_TODO_INSERT_WITHIN : DB_TODO_INSERT, caller,
		    todo);
	}
	if (limits)
		db_params_number(&queries[0].params, (int32_t)most);
	return same ? 2 : 1;
}

/* Why nothing was inserted; or it was, by an earlier request of the key. */
static enum error
explain_insert(struct db *db, const struct caller *caller,
    const struct todo *todo, struct idempotency *same, enum error otherwise)
{
	enum error err;

	if (!same)
		err = db_caller_check(db, caller);
	else
		err = db_idempotency_find(db, caller, same, todo->created_at);
	return err == (same ? RESOURCE_003 : OK) ? otherwise : err;
}

enum error
db_todo_insert(struct db *db, const struct caller *caller,
    const struct todo *todo, struct idempotency *same)
{
	struct db_query queries[2] = {{0}};
	PGresult *results[2];
	size_t count = put_new(queries, caller, todo, NO_LIMIT, same);
	enum error err = db_run(db, queries, count, results);

	if (err != OK || PQntuples(results[count - 1]) > 0)
		return err;
	/* Nothing is in the way any more: something was, a moment ago. */
	return explain_insert(
	    db, caller, todo, same, same ? REQUEST_007 : AUTH_004);
}

/*
 * Inserts it unless the caller has limit todos, counted while nobody else adds
 * one in this way: the lock is taken before the count looks.
 */
static enum error
insert_alone(struct db *db, const struct caller *caller,
    const struct todo *todo, long limit, struct idempotency *same)
{
	struct db_query queries[3] = {{.statement = DB_SESSION_LOCK}};
	PGresult *results[3];
	enum error err;
	size_t count;

	db_params_caller(&queries[0].params, caller);
	count = 1 + put_new(&queries[1], caller, todo, limit, same);
	err = db_run(db, queries, count, results);
	if (err != OK || PQntuples(results[count - 1]) > 0)
		return err;
	return explain_insert(db, caller, todo, same, LIMIT_001);
}

enum error
db_todo_insert_within(struct db *db, const struct caller *caller,
    const struct todo *todo, long limit, int64_t *held,
    struct idempotency *same)
{
	struct db_query queries[3] = {{.statement = DB_TODO_COUNT}};
	long most = limit > DB_TODO_WRITERS ? limit - DB_TODO_WRITERS : 0;
	PGresult *results[3];
	enum error err;
	size_t count;

	db_params_id(&queries[0].params, &caller->user_id);
	db_params_number(&queries[0].params, (int32_t)limit);
	count = 1 + put_new(&queries[1], caller, todo, most, same);
	err = db_run(db, queries, count, results);
	if (err != OK)
		return err;
	*held = db_row_number(results[0], 0, 0);
	if (PQntuples(results[count - 1]) > 0)
		return OK;
	/* A key is looked up first: most that are in the way are known. */
	err = same ? explain_insert(db, caller, todo, same, LIMIT_001) :
		     LIMIT_001;
	return err == LIMIT_001 ? insert_alone(db, caller, todo, limit, same) :
				  err;
}

enum error
db_todo_find(struct db *db, const struct caller *caller, const struct id *id,
    struct todo *todo)
{
	struct db_query query = {0};
	PGresult *result;
	enum error err;

	db_todo_put(&query, DB_TODO_FIND, caller, id);
	err = run_on_one(db, caller, id, &query, &result);
	if (err != OK)
		return err;
	db_row_todo(result, 0, caller, todo);
	return OK;
}

enum error
db_todo_update(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_change *change, int64_t now, struct todo *todo)
{
	struct db_query query = {0};
	PGresult *result;
	enum error err;

	db_todo_put_update(&query, caller, id, change, now);
	err = run_on_one(db, caller, id, &query, &result);
	if (err != OK)
		return err;
	db_row_todo(result, 0, caller, todo);
	return OK;
}

enum error
db_todo_delete(struct db *db, const struct caller *caller, const struct id *id)
{
	struct db_query query = {0};
	PGresult *result;

	db_todo_put(&query, DB_TODO_DELETE, caller, id);
	return run_on_one(db, caller, id, &query, &result);
}
