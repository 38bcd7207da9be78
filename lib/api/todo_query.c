/* todo_query.c: reads the parameters of a list by a table. */
#include "api/todo_query.h"

#include "api/param.h"
#include "api/todo_cursor.h"
#include "http/query.h"

enum {
	SKIP,
	LIMIT,
	IS_COMPLETED,
	SORT_BY,
	SORT_ORDER,
	INCLUDE_TOTAL,
	CURSOR,
	PARAMS
};

#define NO_SKIP (-1)

/* clang-format off */
static const struct api_param params[PARAMS] = {
	[SKIP] = API_PARAM_SKIP(NO_SKIP),
	[LIMIT] = API_PARAM_LIMIT,
	[IS_COMPLETED] = {"is_completed", FIELD_FLAG, 0, 0, {"false", "true"}, API_PARAM_NONE,
	                  "true or false", "Only todos that are completed, or only those that are not"},
	[SORT_BY] = {"sort_by", FIELD_TEXT, 0, 0, {"created_at", "completed_at", "title"}, 0,
	             "created_at, completed_at or title",
	             "What the list is sorted by; todos without that moment come last"},
	[SORT_ORDER] = {"sort_order", FIELD_TEXT, 0, 0, {"desc", "asc"}, 0,
	                "desc or asc", "Whether the greatest or the least comes first"},
	[INCLUDE_TOTAL] = {"include_total", FIELD_FLAG, 0, 0, {"false", "true"}, 1,
	                   "true or false",
	                   "Whether all todos of the list are counted, which takes time for very many"},
	[CURSOR] = {"cursor", FIELD_TEXT, 1, TODO_CURSOR_MAX, {0}, API_PARAM_NONE,
	            "the next_cursor of a page of this very list, and no skip",
	            "The next_cursor of the page before, with the same sort and filter and without skip"},
};
/* clang-format on */

const struct api_params api_todo_params = {params, PARAMS};

_Static_assert(TODO_PAGE_MAX == 100, "the limit's greatest");
/* The words stand in the order of the enums they become. */
_Static_assert(FILTER_OPEN == 1 && FILTER_COMPLETED == 2, "false, true");
_Static_assert(SORT_CREATED == 0 && SORT_COMPLETED == 1 && SORT_TITLE == 2,
    "created_at, completed_at, title");

/* Reads the cursor, which belongs to the list that the others name. */
static enum error
read_cursor(struct text query, const struct id *user, bool has_skip,
    struct todo_query *out)
{
	char value[QUERY_VALUE_MAX];

	_Static_assert(TODO_CURSOR_MAX < QUERY_VALUE_MAX, "every cursor fits");
	out->has_cursor = false;
	switch (http_query_find(query, params[CURSOR].name, value)) {
	case QUERY_ABSENT:
		return OK;
	case QUERY_GIVEN:
		out->has_cursor = true;
		break;
	case QUERY_EMPTY:
	case QUERY_REPEATED:
	case QUERY_BAD:
		break;
	}
	if (!out->has_cursor || has_skip ||
	    !api_todo_cursor_read(base_text_of(value), user, out))
		return VALIDATION_002;
	return OK;
}

enum error
api_todo_query_read(struct text query, const struct id *user,
    struct todo_query *out, struct fault *fault)
{
	int values[PARAMS];
	enum error err = api_param_read(query, params, PARAMS, values, fault);

	if (err != OK)
		return err;
	out->skip = values[SKIP] == NO_SKIP ? 0 : values[SKIP];
	out->has_skip = values[SKIP] != NO_SKIP;
	out->limit = values[LIMIT];
	out->filter = (enum todo_filter)(values[IS_COMPLETED] + 1);
	out->sort = (enum todo_sort)values[SORT_BY];
	out->ascending = values[SORT_ORDER] == 1;
	out->no_total = values[INCLUDE_TOTAL] == 0;
	err = read_cursor(query, user, values[SKIP] != NO_SKIP, out);
	return err == OK ? OK :
			   base_error_blame(fault, OK, err, params[CURSOR].name,
			       params[CURSOR].expected);
}
