/* link.c: puts a page's parameters into the links to its neighbors. */
#include "api/link.h"

#include "api/call.h"
#include "api/route.h"
#include "http/query.h"

#include <ctype.h>
#include <string.h>

#define LINK_MAX 4096 /* bytes; Apache takes lines of 8,191 */

/* Appends a name and its value (WHATWG URL, application/x-www-form-urlencoded). */
static void
add_param(struct buffer *out, char *mark, const char *name, const char *value)
{
	base_buffer_printf(out, "%c%s=", *mark, name);
	*mark = '&';
	for (; *value; value++) {
		if (isalnum((unsigned char)*value) || strchr("-._~", *value))
			base_buffer_putc(out, *value);
		else
			base_buffer_printf(
			    out, "%%%02X", (unsigned char)*value);
	}
}

/* Begins a link to the list, with all parameters but those of a place. */
static char
open_link(struct call *call)
{
	const struct api_params *params = call->match.route->operation->params;
	struct buffer *out = &call->res->headers;
	char value[QUERY_VALUE_MAX], mark = '?';
	const char *name;
	size_t i;

	base_buffer_printf(out, "<%.*s%s", (int)call->req->prefix.len,
	    call->req->prefix.data, call->match.pattern);
	for (i = 0; i < params->count; i++) {
		name = params->rows[i].name;
		if (strcmp(name, "skip") != 0 && strcmp(name, "cursor") != 0 &&
		    http_query_find(call->req->query, name, value) ==
			QUERY_GIVEN)
			add_param(out, &mark, name, value);
	}
	return mark;
}

/* A link to the page that begins after skip rows. */
static void
link_skip(struct call *call, long skip, const char *rel)
{
	char mark;

	base_buffer_puts(&call->res->headers, ", ");
	mark = open_link(call);
	base_buffer_printf(
	    &call->res->headers, "%cskip=%ld>; rel=\"%s\"", mark, skip, rel);
}

static void
link_next(struct call *call, const struct api_link *page)
{
	long skip = (long)page->skip + page->limit;
	char mark;

	if (!page->has_more)
		return;
	if (page->by_skip || !page->cursor.data) {
		if (skip <= INT_MAX)
			link_skip(call, skip, "next");
		return;
	}
	base_buffer_puts(&call->res->headers, ", ");
	mark = open_link(call);
	base_buffer_printf(&call->res->headers, "%ccursor=%.*s>; rel=\"next\"",
	    mark, (int)page->cursor.len, page->cursor.data);
}

void
api_link_pages(struct call *call, const struct api_link *page)
{
	struct buffer *out = &call->res->headers;
	size_t start = out->len;

	base_buffer_puts(out, "Link: ");
	open_link(call);
	base_buffer_puts(out, ">; rel=\"first\"");
	if (page->skip > 0)
		link_skip(call,
		    page->skip > page->limit ? page->skip - page->limit : 0,
		    "prev");
	link_next(call, page);
	base_buffer_add(out, "\r\n", 2);
	if (out->len - start > LINK_MAX)
		out->len = start;
}
