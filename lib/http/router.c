/* router.c: compares paths with patterns and collects a path's methods. */
#include "http/router.h"

#include <string.h>

/*
 * Whether the path fits the pattern, exactly, slash by slash; *param is set
 * only then.
 */
static bool
fits(const char *pattern, struct text path, struct text *param)
{
	struct text found = {0};
	const char *at = path.data, *end = path.data + path.len, *stop;

	while (*pattern) {
		if (*pattern != '{') {
			if (at == end || *at++ != *pattern++)
				return false;
			continue;
		}
		stop = memchr(at, '/', (size_t)(end - at));
		if (!stop)
			stop = end;
		if (stop == at)
			return false;
		found = (struct text){at, (size_t)(stop - at)};
		at = stop;
		pattern = strchr(pattern, '}') + 1;
	}
	if (at != end)
		return false;
	*param = found;
	return true;
}

static bool
has_param(const char *pattern)
{
	return strchr(pattern, '{') != NULL;
}

enum error
http_router_find(const struct http_route *routes, size_t count,
    enum http_method method, struct text path, struct http_match *match)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	struct text param;
	size_t i;

	*match = (struct http_match){0};
	for (i = 0; i < count; i++) {
		if (!fits(routes[i].pattern, path, &param))
			continue;
		/* A path that is a pattern is no other one's. */
		if (match->pattern && !has_param(match->pattern) &&
		    has_param(routes[i].pattern))
			continue;
		if (match->pattern && has_param(match->pattern) &&
		    !has_param(routes[i].pattern))
			*match = (struct http_match){0};
		match->param = param;
		match->pattern = routes[i].pattern;
		match->methods |= 1U << routes[i].method;
		if (routes[i].method == wanted)
			match->route = &routes[i];
	}
	if (!match->pattern)
		return REQUEST_002;
	if (match->methods & 1U << HTTP_GET)
		match->methods |= 1U << HTTP_HEAD;
	match->methods |= 1U << HTTP_OPTIONS;
	return match->route || method == HTTP_OPTIONS ? OK : REQUEST_003;
}

void
http_router_list(unsigned int methods, struct buffer *out)
{
	const char *comma = "";
	enum http_method method;

	for (method = HTTP_GET; method < HTTP_OTHER; method++) {
		if (!(methods & 1U << method))
			continue;
		base_buffer_printf(
		    out, "%s%s", comma, http_method_name(method));
		comma = ", ";
	}
}
