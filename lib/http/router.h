/* router.h: which row of a route table a method and path belong to. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/buffer.h"
#include "base/error.h"
#include "http/request.h"

struct call;      /* what the table's owner hands to its handlers */
struct operation; /* what the owner tells of a route, for documents */

/*
 * One route. A pattern is a path in which "{…}" stands for one segment that
 * is not empty. needs are flags of the table's owner.
 */
struct http_route {
	enum http_method method;
	const char *pattern;
	unsigned int needs;
	enum error (*handle)(struct call *call);
	const struct operation *operation;
};

struct http_match {
	const struct http_route *route; /* NULL for OPTIONS and on errors */
	const char *pattern;            /* NULL when no path matches */
	struct text param;              /* what "{…}" stood for */
	unsigned int methods;           /* 1 << method for each the path has */
};

/*
 * Finds the row for a method and path. A pattern that is the path goes before
 * one with a "{…}". HEAD is served by GET's row, and OPTIONS (no row of its own)
 * is OK for each known path. REQUEST_002: no such path; REQUEST_003: the path has
 * other methods, in match->methods.
 */
enum error http_router_find(const struct http_route *routes, size_t count,
    enum http_method method, struct text path,
    struct http_match *match) MUST_CHECK;

/* Appends the methods as an Allow header lists them, "GET, HEAD, OPTIONS". */
void http_router_list(unsigned int methods, struct buffer *out);

#endif
