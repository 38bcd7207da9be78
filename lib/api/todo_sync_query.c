/* todo_sync_query.c: reads the parameters of what changed. */
#include "api/todo_sync_query.h"

#include "api/todo_token.h"
#include "http/query.h"
#include "model/todo.h"

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

enum error
api_todo_sync_query_read(struct text query, const struct id *user,
    int64_t *since, int *limit, struct fault *fault)
{
	char value[QUERY_VALUE_MAX];
	int values[PARAMS];
	enum error err = api_param_read(query, params, PARAMS, values, fault);
	enum http_query found;

	if (err != OK)
		return err;
	*limit = values[LIMIT];
	*since = TODO_SYNC_NOW;
	found = http_query_find(query, params[SINCE].name, value);
	if (found == QUERY_ABSENT ||
	    (found == QUERY_GIVEN &&
		api_todo_token_read(base_text_of(value), user, since)))
		return OK;
	return base_error_blame(fault, OK, VALIDATION_002, params[SINCE].name,
	    params[SINCE].expected);
}
