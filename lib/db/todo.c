/* todo.c: todos to rows and back. */
#include "db/todo.h"

#include "base/time.h"
#include "db/caller.h"
#include "db/conn.h"
#include "db/idempotency.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"

#include <stdlib.h>

#define NO_LIMIT (-1L)

/*
 * Why a statement on one todo found nothing: the caller, the todo, or the
 * revision that it was for.
 */
static enum error
explain_miss(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_match *match)
{
	struct db_query find = {0};
	struct db_query query = {.statement = DB_TODO_OWNER};
	enum error err = db_caller_check(db, caller);
	PGresult *result;
	struct id owner;

	if (err != OK)
		return err;
	if (match) {
		db_todo_put_find(&find, caller, id);
		err = db_run(db, &find, 1, &result);
		if (err != OK || PQntuples(result))
			return err == OK ? REQUEST_006 : err;
	}
	db_params_id(&query.params, id);
	err = db_run(db, &query, 1, &result);
	/* It may be somebody's whose node is away. */
	if (err != OK)
		return db_run_is_apart(db) ? RESOURCE_001 : err;
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
    unsigned char *out)
{
	if (match)
		db_params_wides(params, match->revisions, match->count, out);
	else
		db_params_null(params);
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

/* A statement on the todo of this id, and the parameters that it begins with. */
static void
put(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct id *id)
{
	query->statement = statement;
	db_params_caller(&query->params, caller);
	db_params_id(&query->params, id);
}

void
db_todo_put_find(
    struct db_query *query, const struct caller *caller, const struct id *id)
{
	put(query, DB_TODO_FIND, caller, id);
}

void
db_todo_put_delete(struct db_query *query, const struct caller *caller,
    const struct id *id, const struct todo_match *match, unsigned char *room)
{
	put(query, DB_TODO_DELETE, caller, id);
	add_match(&query->params, match, room);
}

void
db_todo_put_update(struct db_query *query, const struct caller *caller,
    const struct id *id, const struct todo_change *change,
    const struct todo_match *match, int64_t now, unsigned char *room)
{
	put(query, DB_TODO_UPDATE, caller, id);
	TODO_FIELDS_GIVEN(ADD_CHANGE)
	if (change->has_completed == GIVEN)
		db_params_flag(&query->params, change->is_completed);
	else
		db_params_null(&query->params);
	db_params_time(&query->params, now);
	add_match(&query->params, match, room);
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

/* Whether it was inserted, as the last of these statements tells: its revision. */
static bool
take_new(const PGresult *result, struct todo *todo)
{
	if (PQntuples(result) == 0)
		return false;
	todo->revision = db_row_number(result, 0, 0);
	return true;
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
db_todo_insert(struct db *db, const struct caller *caller, struct todo *todo,
    struct idempotency *same)
{
	struct db_query queries[2] = {{0}};
	PGresult *results[2];
	size_t count = put_new(queries, caller, todo, NO_LIMIT, same);
	enum error err = db_run(db, queries, count, results);

	if (err != OK || take_new(results[count - 1], todo))
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
insert_alone(struct db *db, const struct caller *caller, struct todo *todo,
    long limit, struct idempotency *same)
{
	struct db_query queries[3] = {{.statement = DB_SESSION_LOCK}};
	PGresult *results[3];
	enum error err;
	size_t count;

	db_params_caller(&queries[0].params, caller);
	count = 1 + put_new(&queries[1], caller, todo, limit, same);
	err = db_run(db, queries, count, results);
	if (err != OK || take_new(results[count - 1], todo))
		return err;
	return explain_insert(db, caller, todo, same, LIMIT_001);
}

enum error
db_todo_insert_within(struct db *db, const struct caller *caller,
    struct todo *todo, long limit, int64_t *held, struct idempotency *same)
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
	*held = db_row_count(results[0], 0, 0, limit);
	if (take_new(results[count - 1], todo))
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

	db_todo_put_find(&query, caller, id);
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
	struct db_query query = {0};
	unsigned char room[DB_TODO_MATCH];
	PGresult *result;
	enum error err;

	db_todo_put_update(&query, caller, id, change, match, now, room);
	err = run_on_one(db, caller, id, match, &query, &result);
	if (err == OK)
		read_revised(result, caller, todo);
	return err;
}

enum error
db_todo_delete(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_match *match)
{
	struct db_query query = {0};
	unsigned char room[DB_TODO_MATCH];
	PGresult *result;

	db_todo_put_delete(&query, caller, id, match, room);
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
