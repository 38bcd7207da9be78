/* todo_sync.c: tells what became of the caller's todos since a token. */
#include "api/todo_sync.h"

#include "api/call.h"
#include "api/route.h"
#include "api/todo_token.h"
#include "db/todo_sync.h"
#include "http/query.h"
#include "json/todo.h"

enum { LIMIT, SINCE, PARAMS };

/* clang-format off */
static const struct api_param params[PARAMS] = {
	[LIMIT] = API_PARAM_LIMIT,
	[SINCE] = {"since", FIELD_TEXT, 1, TODO_TOKEN_MAX, {0}, API_PARAM_NONE,
	           "the next of an answer before",
	           "The next of the answer before; without it the answer is the token of now"},
};
/* clang-format on */

const struct api_params api_todo_sync_params = {params, PARAMS};

/* Reads the token; without one all that counts is what changes from now on. */
static enum error
read_since(struct text query, const struct id *user, int64_t *since)
{
	char value[QUERY_VALUE_MAX];
	enum http_query found =
	    http_query_find(query, params[SINCE].name, value);

	*since = TODO_SYNC_NOW;
	if (found == QUERY_ABSENT)
		return OK;
	return found == QUERY_GIVEN &&
		api_todo_token_read(base_text_of(value), user, since) ?
	    OK :
	    VALIDATION_002;
}

enum error
api_todo_changes(struct call *call)
{
	const struct id *user = &call->caller.user_id;
	struct todo_sync sync = {.count = 0};
	char token[TODO_TOKEN_MAX];
	int values[PARAMS];
	int64_t since;
	enum error err;

	err = api_param_read(
	    call->req->query, params, PARAMS, values, &call->fault);
	if (err != OK)
		return err;
	err = read_since(call->req->query, user, &since);
	if (err != OK) {
		call->fault = (struct fault){
		    params[SINCE].name, params[SINCE].expected};
		return err;
	}
	err = db_todo_sync_read(
	    call->api->db, &call->caller, since, values[LIMIT], &sync);
	if (err == OK)
		json_todo_write_sync(&call->res->body, &sync,
		    api_todo_token_write(sync.next, user, token));
	return err;
}
