/* link.h: where the pages of a list are (RFC 8288). */
#ifndef API_LINK_H
#define API_LINK_H

#include "base/text.h"

#include <stdbool.h>

struct call;

/* A page's place in its list. */
struct api_link {
	int skip, limit;
	bool by_skip;       /* the client pages by skip, not by cursor */
	bool has_more;      /* pages follow */
	struct text cursor; /* of the next one; absent where there is none */
};

/*
 * Adds a Link to the first page; to the one before, where it is known, which it
 * is not after a cursor; and to the next. They keep the request's parameters.
 * None is added where it would be longer than web servers take.
 */
void api_link_pages(struct call *call, const struct api_link *page);

#endif
