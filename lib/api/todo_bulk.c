/* todo_bulk.c: the handler of many operations on todos at once. */
#include "api/call.h"
#include "api/idempotency.h"
#include "api/route.h"
#include "db/todo_bulk.h"
#include "json/todo_bulk.h"

/* How many todos a bulk creates. */
static int
count_new(const struct todo_bulk *bulk)
{
	int count = 0;
	size_t i;

	for (i = 0; i < bulk->count; i++)
		count += bulk->operations[i].err == OK &&
		    bulk->operations[i].kind == TODO_CREATE;
	return count;
}

/* The operations, counted where more todos than a lease has are created. */
static enum error
run(struct call *call, struct todo_bulk *bulk, struct idempotency *same)
{
	const struct id *user = &call->caller.user_id;
	struct db_todo_quota quota = {call->api->settings->todos, 0};
	int count = count_new(bulk);
	enum error err;

	if (count == 0 || quota.limit == 0 ||
	    api_lease_take(&call->api->leases, user, count, call->now))
		quota.limit = 0;
	err = db_todo_bulk_run(
	    call->api->db, &call->caller, bulk, call->now, &quota, same);
	if (err == OK && quota.limit > 0 && !(same && same->is_known))
		api_lease_give(&call->api->leases, user, quota.held + count,
		    quota.limit, call->now);
	return err;
}

/* What the database refused an operation for is told by the operation's place. */
static void
blame(struct todo_bulk *bulk)
{
	struct todo_operation *operation;
	size_t i;

	for (i = 0; i < bulk->count; i++) {
		operation = &bulk->operations[i];
		if (!(base_error_traits(operation->err) & BLAMES_ITEM))
			continue;
		operation->fault =
		    (struct fault){.list = JSON_TODO_OPERATIONS, .item = i};
		if (operation->err == LIMIT_001) {
			operation->fault.expected = JSON_TODO_LIMIT_RULE;
		} else {
			operation->fault.field = "id";
			operation->fault.expected = JSON_TODO_ID_RULE;
		}
	}
}

/*
 * The error of the first operation that is refused, where nothing may be done
 * for it: all others that are refused are blamed, too. Or OK.
 */
static enum error
judge(struct call *call, const struct todo_bulk *bulk)
{
	const struct todo_operation *first = model_todo_bulk_refused(bulk),
				    *next;

	if (!bulk->atomic || !first)
		return OK;
	call->fault = first->fault;
	for (next = first + 1; next < bulk->operations + bulk->count; next++) {
		if (next->err != OK)
			base_error_join(&call->fault, next->err, &next->fault);
	}
	return first->err;
}

/* Runs what may be run, and answers. */
static enum error
serve(struct call *call, struct todo_bulk *bulk, struct idempotency *same)
{
	enum error err = run(call, bulk, same);

	if (err != OK || (same && same->is_known))
		return err;
	blame(bulk);
	err = judge(call, bulk);
	json_todo_write_results(&call->res->body, bulk);
	if (err == OK && http_response_is_cut(call->res))
		err = SERVER_002;
	if (err == OK)
		return db_todo_bulk_commit(call->api->db, &call->caller,
		    api_idempotency_keep(call, same));
	db_todo_bulk_drop(call->api->db);
	return err;
}

enum error
api_todo_bulk(struct call *call)
{
	struct api_idempotency kept;
	struct idempotency *same;
	struct todo_bulk bulk;
	enum error err;

	err = json_todo_read_bulk(call->api->parser, &bulk, &call->fault);
	if (err == OK)
		err = api_idempotency_read(call, &kept, &same);
	if (err == OK)
		err = judge(call, &bulk);
	if (err == OK)
		err = serve(call, &bulk, same);
	if (err == OK)
		api_idempotency_answer(call, same);
	return err;
}
