/* todo_query.c: reads the parameters of a list by a table. */
#include "api/todo_query.h"

#include "api/param.h"

enum { SKIP, LIMIT, IS_COMPLETED, SORT_BY, SORT_ORDER, PARAMS };

/* clang-format off */
static const struct api_param params[PARAMS] = {
	[SKIP] = API_PARAM_SKIP,
	[LIMIT] = API_PARAM_LIMIT,
	[IS_COMPLETED] = {"is_completed", 0, 0, {"false", "true"}, -1, "true or false"},
	[SORT_BY] = {"sort_by", 0, 0, {"created_at", "completed_at", "title"}, 0,
	             "created_at, completed_at or title"},
	[SORT_ORDER] = {"sort_order", 0, 0, {"desc", "asc"}, 0, "desc or asc"},
};
/* clang-format on */

_Static_assert(TODO_PAGE_MAX == 100, "the limit's greatest");
/* The words stand in the order of the enums they become. */
_Static_assert(FILTER_OPEN == 1 && FILTER_COMPLETED == 2, "false, true");
_Static_assert(SORT_CREATED == 0 && SORT_COMPLETED == 1 && SORT_TITLE == 2,
    "created_at, completed_at, title");

enum error
api_todo_query_read(
    struct text query, struct todo_query *out, struct fault *fault)
{
	int values[PARAMS];
	enum error err = api_param_read(query, params, PARAMS, values, fault);

	if (err != OK)
		return err;
	out->skip = values[SKIP];
	out->limit = values[LIMIT];
	out->filter = (enum todo_filter)(values[IS_COMPLETED] + 1);
	out->sort = (enum todo_sort)values[SORT_BY];
	out->ascending = values[SORT_ORDER] == 1;
	return OK;
}
