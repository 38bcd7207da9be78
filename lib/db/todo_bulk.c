/* todo_bulk.c: the statements of one todo, many in a round trip. */
#include "db/todo_bulk.h"

#include "db/caller.h"
#include "db/idempotency.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"
#include "db/todo.h"

/* Statements of one round trip, and the operation that each is of. */
struct batch {
	size_t count;
	struct db_query queries[TODO_BULK_MAX];
	struct todo_operation *of[TODO_BULK_MAX];
	PGresult *results[TODO_BULK_MAX];
};

static void
put_operation(struct db_query *query, const struct caller *caller,
    struct todo_operation *operation, int64_t now)
{
	switch (operation->kind) {
	case TODO_CREATE:
		operation->todo = db_todo_new(caller, &operation->change, now);
		db_todo_put_insert(
		    query, DB_TODO_INSERT, caller, &operation->todo);
		break;
	case TODO_UPDATE:
		if (model_todo_is_unchanged(&operation->change))
			db_todo_put_find(query, caller, &operation->id);
		else
			db_todo_put_update(query, caller, &operation->id,
			    &operation->change, NULL, now, NULL);
		break;
	case TODO_DELETE:
		db_todo_put_delete(query, caller, &operation->id, NULL, NULL);
		break;
	}
}

/* Why the bulk of a key is not the first, or what the first was answered. */
static enum error
find_first(struct db *db, const struct caller *caller, struct idempotency *same,
    int64_t now)
{
	enum error err;

	db_run_roll_back(db);
	err = db_idempotency_find(db, caller, same, now);
	return err == RESOURCE_003 ? REQUEST_007 : err;
}

/* Adds the key and counts the todos, in a round trip where there is a need. */
static enum error
prepare(struct db *db, const struct caller *caller, int64_t now,
    struct db_todo_quota *quota, struct idempotency *same)
{
	struct db_query queries[3] = {{0}};
	struct id id = base_id_new();
	PGresult *results[3];
	enum error err = OK;
	size_t key, count = 0;

	/* Their user's lock comes before that of their todos. */
	if (quota->limit > 0) {
		queries[count].statement = DB_SESSION_LOCK;
		db_params_caller(&queries[count++].params, caller);
	}
	key = count;
	if (same)
		db_idempotency_put(&queries[count++], DB_IDEMPOTENCY_ADD,
		    caller, &id, same, now);
	if (quota->limit > 0) {
		queries[count].statement = DB_TODO_COUNT;
		db_params_id(&queries[count].params, &caller->user_id);
		db_params_number(
		    &queries[count++].params, (int32_t)quota->limit);
	}
	if (count > 0)
		err = db_run(db, queries, count, results);
	if (err == OK && same && PQntuples(results[key]) == 0)
		return find_first(db, caller, same, now);
	if (err == OK && quota->limit > 0)
		quota->held =
		    db_row_count(results[count - 1], 0, 0, quota->limit);
	return err;
}

/* Refuses to create more todos than there is room for. */
static void
refuse_surplus(struct todo_bulk *bulk, const struct db_todo_quota *quota)
{
	int64_t room = quota->limit - quota->held;
	size_t i;

	for (i = 0; quota->limit > 0 && i < bulk->count; i++) {
		if (bulk->operations[i].kind == TODO_CREATE &&
		    bulk->operations[i].err == OK && room-- <= 0)
			bulk->operations[i].err = LIMIT_001;
	}
}

/* Runs what is not refused, and keeps in the batch what found nothing. */
static enum error
run_all(struct db *db, const struct caller *caller, struct todo_bulk *bulk,
    int64_t now, struct batch *batch)
{
	struct todo_operation *operation;
	size_t i, missed = 0;
	enum error err;

	batch->count = 0;
	for (i = 0; i < bulk->count; i++) {
		operation = &bulk->operations[i];
		if (operation->err != OK)
			continue;
		batch->queries[batch->count].params.count = 0;
		put_operation(
		    &batch->queries[batch->count], caller, operation, now);
		batch->of[batch->count++] = operation;
	}
	/* Where nothing is run, nothing else looks at the caller. */
	err = batch->count > 0 ?
	    db_run(db, batch->queries, batch->count, batch->results) :
	    db_caller_check(db, caller);
	for (i = 0; err == OK && i < batch->count; i++) {
		operation = batch->of[i];
		if (PQntuples(batch->results[i]) == 0)
			batch->of[missed++] = operation;
		else if (operation->kind == TODO_UPDATE)
			db_row_todo(
			    batch->results[i], 0, caller, &operation->todo);
	}
	batch->count = missed;
	return err;
}

/* Why a todo was not found, of which a TODO_OWNER tells. */
static enum error
judge_owner(const PGresult *result, const struct caller *caller)
{
	struct id owner;

	if (PQntuples(result) == 0)
		return RESOURCE_001;
	owner = db_row_id(result, 0, 0);
	/* The caller's own: it is there by now, or was not by then. */
	return base_id_equal(&owner, &caller->user_id) ? RESOURCE_001 :
							 AUTHZ_001;
}

/*
 * Why operations found nothing: the caller, or their todos. Where a node is away
 * that ends what is held.
 */
static enum error
explain(struct db *db, const struct caller *caller, struct batch *batch)
{
	enum error err = db_caller_check(db, caller);
	struct todo_operation *operation;
	struct db_query *query;
	bool away;
	size_t i;

	if (err != OK)
		return err;
	for (i = 0; i < batch->count; i++) {
		query = &batch->queries[i];
		*query = (struct db_query){.statement = DB_TODO_OWNER};
		db_params_id(&query->params, &batch->of[i]->id);
	}
	err = db_run(db, batch->queries, batch->count, batch->results);
	/* They may be somebody's whose node is away. */
	away = err != OK && db_run_is_apart(db);
	if (away)
		err = OK;
	for (i = 0; err == OK && i < batch->count; i++) {
		operation = batch->of[i];
		/* Who was refused a moment ago, and would not be any more. */
		if (operation->kind == TODO_CREATE)
			err = AUTH_004;
		else if (away)
			operation->err = RESOURCE_001;
		else
			operation->err = judge_owner(batch->results[i], caller);
	}
	return err;
}

/* Runs what is not refused, and says why of what finds nothing. */
static enum error
run_and_explain(struct db *db, const struct caller *caller,
    struct todo_bulk *bulk, int64_t now)
{
	bool holds = db->hold != HOLD_NONE;
	struct batch batch;
	enum error err = run_all(db, caller, bulk, now, &batch);

	if (err != OK || batch.count == 0)
		return err;
	/* Nothing will be done: no lock waits for a node that is away. */
	if (bulk->atomic)
		db_run_roll_back(db);
	err = explain(db, caller, &batch);
	/* What is not held is applied, whether we can tell or not. */
	if (err != OK && !holds)
		db->unsure = true;
	return err;
}

enum error
db_todo_bulk_run(struct db *db, const struct caller *caller,
    struct todo_bulk *bulk, int64_t now, struct db_todo_quota *quota,
    struct idempotency *same)
{
	bool holds = bulk->atomic || same || quota->limit > 0;
	enum error err;

	do {
		if (holds)
			db_run_begin(db);
		err = prepare(db, caller, now, quota, same);
		if (err != OK || (same && same->is_known))
			return err;
		refuse_surplus(bulk, quota);
		err = run_and_explain(db, caller, bulk, now);
		/* The others again, where the question ended what was held. */
	} while (err == OK && holds && !bulk->atomic && db->hold == HOLD_NONE);
	if (err != OK)
		db_run_roll_back(db);
	return err;
}

enum error
db_todo_bulk_commit(
    struct db *db, const struct caller *caller, const struct idempotency *same)
{
	struct db_query query = {0};
	PGresult *result;

	if (db->hold == HOLD_NONE)
		return OK;
	if (!same)
		return db_run_commit(db, NULL, 0, NULL);
	db_idempotency_put_answer(&query, caller, same);
	return db_run_commit(db, &query, 1, &result);
}

void
db_todo_bulk_drop(struct db *db)
{
	db_run_roll_back(db);
}
