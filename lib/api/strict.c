/* strict.c: holds a request to the rows of its route. */
#include "api/strict.h"

#include "api/route.h"
#include "http/prefer.h"
#include "http/query.h"
#include "json/unknown.h"

#include <stdio.h>
#include <string.h>

_Static_assert(JSON_UNKNOWN_NAME == STRICT_NAME, "names are cut once");

/* What is looked through, and what was found so far. */
struct search {
	struct call *call;
	enum error err;
	const void *rows;     /* whose names are in expected */
	const char *expected; /* NULL: not asked for yet */
};

bool
api_strict_is_wanted(const struct call *call)
{
	return http_prefer_has(call->req->prefer, "handling", "strict");
}

/* Keeps max bytes of a text at most for as long as the call lives. */
static const char *
keep(struct call *call, const char *text, size_t max)
{
	struct strict *strict = &call->strict;
	char *place = strict->texts + strict->used;
	size_t room = sizeof(strict->texts) - strict->used;

	if (room > max + 1)
		room = max + 1;
	snprintf(place, room, "%s", text);
	strict->used += strlen(place) + 1;
	if (strict->used == sizeof(strict->texts))
		strict->used--;
	return place;
}

static void
add_name(char list[STRICT_LIST], const char *name)
{
	size_t len = strlen(list);

	snprintf(list + len, STRICT_LIST - len, "%s%s", len ? ", " : "one of ",
	    name);
}

static void
blame(struct search *search, const char *name)
{
	search->err =
	    base_error_blame(&search->call->fault, search->err, VALIDATION_006,
		keep(search->call, name, STRICT_NAME), search->expected);
}

static void
blame_member(void *context, const char *name, const struct shape *shape)
{
	struct search *search = context;
	char list[STRICT_LIST] = "";
	size_t i;

	if (search->rows != shape) {
		for (i = 0; i < shape->count; i++)
			add_name(list, shape->fields[i].name);
		search->expected = keep(search->call, list, STRICT_LIST);
		search->rows = shape;
	}
	blame(search, name);
}

static bool
is_param(const struct api_params *params, const char *name)
{
	size_t i;

	for (i = 0; params && i < params->count; i++) {
		if (strcmp(params->rows[i].name, name) == 0)
			return true;
	}
	return false;
}

static void
blame_param(
    struct search *search, const struct api_params *params, const char *name)
{
	char list[STRICT_LIST] = "";
	size_t i;

	if (!search->expected) {
		for (i = 0; params && i < params->count; i++)
			add_name(list, params->rows[i].name);
		search->expected = keep(search->call,
		    *list ? list : "left out: no parameter is read here",
		    STRICT_LIST);
	}
	blame(search, name);
}

enum error
api_strict_check(struct call *call)
{
	const struct operation *operation = call->match.route->operation;
	struct search search = {.call = call, .err = OK};
	const struct json_unknown unknown = {blame_member, &search};
	struct text query = call->req->query;
	char name[QUERY_VALUE_MAX];

	while (http_query_next(&query, name)) {
		if (!is_param(operation->params, name))
			blame_param(&search, operation->params, name);
	}
	if (operation->body)
		json_unknown_find(call->api->parser, operation->body, &unknown);
	return search.err;
}
