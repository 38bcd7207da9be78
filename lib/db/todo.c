/* todo.c: todos to rows and back. */
#include "db/todo.h"

#include "db/internal.h"

enum column {
	ID,
	USER_ID,
	TITLE,
	DESCRIPTION,
	IS_COMPLETED,
	CREATED_AT,
	COMPLETED_AT,
	UPDATED_AT,
	COLUMNS
};

_Static_assert(COLUMNS == DB_TODO_COLUMNS, "what comes behind is not ours");

void
db_todo_read(const PGresult *result, int row, struct todo *todo)
{
	todo->id = db_row_id(result, row, ID);
	todo->user_id = db_row_id(result, row, USER_ID);
	todo->title = db_row_text(result, row, TITLE);
	todo->description = db_row_text(result, row, DESCRIPTION);
	todo->is_completed = db_row_flag(result, row, IS_COMPLETED);
	todo->created_at = db_row_time(result, row, CREATED_AT);
	todo->completed_at = db_row_time(result, row, COMPLETED_AT);
	todo->updated_at = db_row_time(result, row, UPDATED_AT);
}

/* Why the caller has no todo of this id. */
static enum error
explain_miss(struct db *db, const struct id *id)
{
	struct db_query query = {.statement = DB_TODO_EXISTS};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, id);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	return PQntuples(result) ? AUTHZ_001 : RESOURCE_001;
}

/* Runs a statement on one todo, whose id in the answer is null on a miss. */
static enum error
run_on_one(struct db *db, const struct caller *caller, const struct id *id,
    const struct db_query *query, PGresult **result)
{
	enum error err = db_caller_run(db, caller, query, result);

	if (err != OK)
		return err;
	return db_row_is_null(*result, 0, ID) ? explain_miss(db, id) : OK;
}

enum error
db_todo_insert(struct db *db, const struct caller *caller,
    const struct todo_change *change, int64_t now, struct todo *todo)
{
	struct db_query query = {.statement = DB_TODO_INSERT};
	struct id id = base_id_new();
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, &id);
	db_params_text(&query.params, change->title);
	db_params_text(&query.params, change->description);
	db_params_flag(&query.params, change->is_completed);
	db_params_time(&query.params, now);
	err = db_caller_run(db, caller, &query, &result);
	if (err != OK)
		return err;
	db_todo_read(result, 0, todo);
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
	err = run_on_one(db, caller, id, &query, &result);
	if (err != OK)
		return err;
	db_todo_read(result, 0, todo);
	return OK;
}

enum error
db_todo_update(struct db *db, const struct caller *caller, const struct id *id,
    const struct todo_change *change, int64_t now, struct todo *todo)
{
	struct db_query query = {.statement = DB_TODO_UPDATE};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, id);
	db_params_flag(&query.params, change->has_title == GIVEN);
	db_params_text(&query.params, change->title);
	db_params_flag(&query.params, change->has_description != ABSENT);
	db_params_text(&query.params, change->description);
	if (change->has_completed == GIVEN)
		db_params_flag(&query.params, change->is_completed);
	else
		db_params_null(&query.params);
	db_params_time(&query.params, now);
	err = run_on_one(db, caller, id, &query, &result);
	if (err != OK)
		return err;
	db_todo_read(result, 0, todo);
	return OK;
}

enum error
db_todo_delete(struct db *db, const struct caller *caller, const struct id *id)
{
	struct db_query query = {.statement = DB_TODO_DELETE};
	PGresult *result;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, id);
	return run_on_one(db, caller, id, &query, &result);
}
