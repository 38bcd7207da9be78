/* todo_sync.c: tells what became of the caller's todos since a token. */
#include "api/call.h"
#include "api/route.h"
#include "api/todo_sync_query.h"
#include "api/todo_token.h"
#include "db/todo_sync.h"
#include "json/todo.h"

enum error
api_todo_changes(struct call *call)
{
	const struct id *user = &call->caller.user_id;
	struct todo_sync sync = {.count = 0};
	char token[TODO_TOKEN_MAX];
	int64_t since;
	enum error err;
	int limit;

	err = api_todo_sync_query_read(
	    call->req->query, user, &since, &limit, &call->fault);
	if (err == OK)
		err = db_todo_sync_read(
		    call->api->db, &call->caller, since, limit, &sync);
	if (err == OK)
		json_todo_write_sync(&call->res->body, &sync,
		    api_todo_token_write(sync.next, user, token));
	return err;
}
