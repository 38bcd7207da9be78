/* todo_query.c: reads the parameters of a list by a table. */
#include "api/todo_query.h"

#include "api/todo_cursor.h"
#include "http/query.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 3

/* A parameter is a number in a range or, where there are words, one of them. */
struct param {
	const char *name;
	long min, max;
	const char *words[WORDS_MAX];
	int fallback;
	const char *expected;
};

enum { SKIP, LIMIT, IS_COMPLETED, SORT_BY, SORT_ORDER, INCLUDE_TOTAL, PARAMS };

#define NO_SKIP (-1)

/* clang-format off */
static const struct param params[PARAMS] = {
	[SKIP] = {"skip", 0, INT_MAX, {0}, NO_SKIP, "a number from 0 to 2147483647"},
	[LIMIT] = {"limit", 1, TODO_PAGE_MAX, {0}, 20, "a number from 1 to 100"},
	[IS_COMPLETED] = {"is_completed", 0, 0, {"false", "true"}, -1, "true or false"},
	[SORT_BY] = {"sort_by", 0, 0, {"created_at", "completed_at", "title"}, 0,
	             "created_at, completed_at or title"},
	[SORT_ORDER] = {"sort_order", 0, 0, {"desc", "asc"}, 0, "desc or asc"},
	[INCLUDE_TOTAL] = {"include_total", 0, 0, {"false", "true"}, 1, "true or false"},
};
/* clang-format on */

/* The words stand in the order of the enums they become. */
_Static_assert(FILTER_OPEN == 1 && FILTER_COMPLETED == 2, "false, true");
_Static_assert(SORT_CREATED == 0 && SORT_COMPLETED == 1 && SORT_TITLE == 2,
    "created_at, completed_at, title");

static enum error
read_word(const struct param *param, const char *value, int *out)
{
	int i;

	for (i = 0; i < WORDS_MAX && param->words[i]; i++) {
		if (strcmp(param->words[i], value) == 0) {
			*out = i;
			return OK;
		}
	}
	return VALIDATION_006;
}

static enum error
read_number(const struct param *param, const char *value, int *out)
{
	long number;

	/* Ten digits fit a long; leading zeros are read as a number has them. */
	value += strspn(value, "0") - (value[0] == '0' && !value[1]);
	if (value[strspn(value, "0123456789")] != '\0' || strlen(value) > 10)
		return VALIDATION_002;
	number = strtol(value, NULL, 10);
	if (number < param->min || number > param->max)
		return VALIDATION_002;
	*out = (int)number;
	return OK;
}

static enum error
read_param(struct text query, const struct param *param, int *out)
{
	char value[QUERY_VALUE_MAX];

	switch (http_query_find(query, param->name, value)) {
	case QUERY_ABSENT:
		*out = param->fallback;
		return OK;
	case QUERY_GIVEN:
		return param->words[0] ? read_word(param, value, out) :
					 read_number(param, value, out);
	case QUERY_BAD:
		return param->words[0] ? VALIDATION_006 : VALIDATION_002;
	case QUERY_EMPTY:
	case QUERY_REPEATED:
		break;
	}
	return VALIDATION_002;
}

/* Reads the cursor, which belongs to the list that the others name. */
static enum error
read_cursor(struct text query, const struct id *user, bool has_skip,
    struct todo_query *out)
{
	char value[QUERY_VALUE_MAX];

	_Static_assert(TODO_CURSOR_MAX < QUERY_VALUE_MAX, "every cursor fits");
	out->has_cursor = false;
	switch (http_query_find(query, "cursor", value)) {
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
	enum error err;
	size_t i;

	for (i = 0; i < PARAMS; i++) {
		err = read_param(query, &params[i], &values[i]);
		if (err != OK) {
			*fault =
			    (struct fault){params[i].name, params[i].expected};
			return err;
		}
	}
	out->skip = values[SKIP] == NO_SKIP ? 0 : values[SKIP];
	out->limit = values[LIMIT];
	out->filter = (enum todo_filter)(values[IS_COMPLETED] + 1);
	out->sort = (enum todo_sort)values[SORT_BY];
	out->ascending = values[SORT_ORDER] == 1;
	out->no_total = values[INCLUDE_TOTAL] == 0;
	err = read_cursor(query, user, values[SKIP] != NO_SKIP, out);
	if (err != OK)
		*fault = (struct fault){"cursor",
		    "the next_cursor of a page of this very list, and no skip"};
	return err;
}
