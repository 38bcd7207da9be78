/* todo_query.c: reads the parameters of a list by a table. */
#include "api/todo_query.h"

#include "api/param.h"
#include "api/todo_cursor.h"
#include "base/time.h"
#include "http/query.h"

#include <string.h>

enum {
	SKIP,
	LIMIT,
	IS_COMPLETED,
	SORT_BY,
	SORT_ORDER,
	INCLUDE_TOTAL,
	DUE_AFTER,
	DUE_BEFORE,
	PRIORITY,
	UPDATED_SINCE,
	WORDS,
	CURSOR,
	PARAMS
};

/* clang-format off */
static const struct api_param params[PARAMS] = {
	[SKIP] = API_PARAM_SKIP(API_PARAM_LEAST),
	[LIMIT] = API_PARAM_LIMIT,
	[IS_COMPLETED] = {"is_completed", FIELD_FLAG, 0, 0, {"false", "true"}, API_PARAM_NONE,
	                  "true or false", "Only todos that are completed, or only those that are not"},
	[SORT_BY] = {"sort_by", FIELD_TEXT, 0, 0,
	             {"created_at", "completed_at", "title", "due_date", "priority", "updated_at"}, 0,
	             "created_at, completed_at, title, due_date, priority or updated_at",
	             "What the list is sorted by; todos without that moment or day come last"},
	[SORT_ORDER] = {"sort_order", FIELD_TEXT, 0, 0, {"desc", "asc"}, 0,
	                "desc or asc", "Whether the greatest or the least comes first"},
	[INCLUDE_TOTAL] = {"include_total", FIELD_FLAG, 0, 0, {"false", "true"}, 1,
	                   "true or false",
	                   "Whether all todos of the list are counted, which takes time for very many"},
	[DUE_AFTER] = {"due_after", FIELD_DATE, 0, 0, {0}, DATE_NONE, "a day, as in 2026-11-29",
	               "Only todos that are due after this day"},
	[DUE_BEFORE] = {"due_before", FIELD_DATE, 0, 0, {0}, DATE_NONE, "a day, as in 2026-11-29",
	                "Only todos that are due before this day"},
	[PRIORITY] = {"priority", FIELD_NUMBER, 0, TODO_PRIORITY_MAX, {0}, API_PARAM_NONE,
	              "a number from 0 to 4", "Only todos of this priority"},
	[UPDATED_SINCE] = {"updated_since", FIELD_TIME, 0, 0, {0}, API_PARAM_NONE,
	                   "a moment, as in 2026-11-29T20:30:00Z",
	                   "Only todos that changed at this moment or later"},
	[WORDS] = {"q", FIELD_TEXT, 1, TODO_WORDS_MAX, {0}, API_PARAM_NONE, "1 to 255 characters",
	           "Only todos whose title and description have all of these words in them; "
	           "the last may be the beginning of one"},
	[CURSOR] = {"cursor", FIELD_TEXT, 1, TODO_CURSOR_MAX, {0}, API_PARAM_NONE,
	            "the next_cursor of a page of this very list, and no skip",
	            "The next_cursor of the page before, with the same sort and filters and without skip"},
};
/* clang-format on */

const struct api_params api_todo_params = {params, PARAMS};

_Static_assert(TODO_PAGE_MAX == 100, "the limit's greatest");
_Static_assert(TODO_PRIORITY_MAX == 4 && TODO_WORDS_MAX == 255, "as told");
/* The words stand in the order of the enums they become. */
_Static_assert(FILTER_OPEN == 1 && FILTER_COMPLETED == 2, "false, true");
_Static_assert(SORT_CREATED == 0 && SORT_COMPLETED == 1 && SORT_TITLE == 2 &&
	SORT_DUE == 3 && SORT_PRIORITY == 4 && SORT_UPDATED == 5,
    "the words of sort_by");

/*
 * Looks for a value that is read here; *given says whether there is one.
 * VALIDATION_002: an empty one, one too long, or several.
 */
static enum error
find_value(struct text query, const struct api_param *param,
    char value[QUERY_VALUE_MAX], bool *given)
{
	enum http_query found = http_query_find(query, param->name, value);

	*given = found == QUERY_GIVEN;
	return *given || found == QUERY_ABSENT ? OK : VALIDATION_002;
}

static enum error
read_cursor(struct text query, const struct id *user, struct todo_query *out)
{
	char value[QUERY_VALUE_MAX];
	enum error err;

	_Static_assert(TODO_CURSOR_MAX < QUERY_VALUE_MAX, "every cursor fits");
	err = find_value(query, &params[CURSOR], value, &out->has_cursor);
	if (err != OK || !out->has_cursor)
		return err;
	return !out->has_skip &&
		api_todo_cursor_read(base_text_of(value), user, out) ?
	    OK :
	    VALIDATION_002;
}

static enum error
read_since(struct text query, struct todo_find *find)
{
	char value[QUERY_VALUE_MAX];
	enum error err =
	    find_value(query, &params[UPDATED_SINCE], value, &find->has_since);

	if (err != OK || !find->has_since)
		return err;
	return base_time_parse(base_text_of(value), &find->updated_since) ?
	    OK :
	    VALIDATION_002;
}

static enum error
read_words(struct text query, struct todo_find *find)
{
	char value[QUERY_VALUE_MAX];
	struct text text;
	bool given;
	enum error err = find_value(query, &params[WORDS], value, &given);

	find->words_len = 0;
	if (err != OK || !given)
		return err;
	text = base_text_of(value);
	if (!base_text_is_utf8(text) || base_text_count(text) > TODO_WORDS_MAX)
		return VALIDATION_002;
	memcpy(find->words, text.data, text.len);
	find->words_len = text.len;
	return OK;
}

static void
fill(const int values[PARAMS], struct todo_query *out)
{
	struct todo_find *find = &out->find;

	out->has_skip = values[SKIP] != API_PARAM_LEAST;
	out->skip = out->has_skip ? values[SKIP] : 0;
	out->limit = values[LIMIT];
	out->filter = (enum todo_filter)(values[IS_COMPLETED] + 1);
	out->sort = (enum todo_sort)values[SORT_BY];
	out->ascending = values[SORT_ORDER] == 1;
	out->no_total = values[INCLUDE_TOTAL] == 0;
	find->due_after = values[DUE_AFTER];
	find->due_before = values[DUE_BEFORE];
	find->has_priority = values[PRIORITY] != API_PARAM_NONE;
	find->priority = values[PRIORITY];
}

/* Blames a parameter, unless nothing was found wrong with it. */
static enum error
blame(struct fault *fault, enum error so_far, enum error found,
    const struct api_param *param)
{
	return found == OK ? so_far :
			     base_error_blame(fault, so_far, found, param->name,
				 param->expected);
}

enum error
api_todo_query_read(struct text query, const struct id *user,
    struct todo_query *out, struct fault *fault)
{
	int values[PARAMS];
	enum error err = api_param_read(query, params, PARAMS, values, fault);

	err = blame(
	    fault, err, read_since(query, &out->find), &params[UPDATED_SINCE]);
	err = blame(fault, err, read_words(query, &out->find), &params[WORDS]);
	if (err != OK)
		return err;
	fill(values, out);
	err = read_cursor(query, user, out);
	return blame(fault, OK, err, &params[CURSOR]);
}
