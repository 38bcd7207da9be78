/* cors.h: which foreign pages may read our answers (WHATWG Fetch, 3.2). */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include "base/text.h"
#include "http/request.h"
#include "http/response.h"

/* The allowed origins as browsers write them (http/origin.h), borrowed. */
struct http_cors {
	const char *const *origins;
	size_t count;
};

/* Whether a page of this origin may read our answers. */
bool http_cors_allows(const struct http_cors *cors, struct text origin);

/*
 * Whether the request comes from a page of neither an allowed origin nor the
 * host it is sent to. A request without an Origin is foreign when its
 * Sec-Fetch-Site is neither same-origin nor none (W3C Fetch Metadata, 2.3);
 * without either header it comes from no page.
 */
bool http_cors_is_foreign(
    const struct http_cors *cors, const struct http_request *req);

/*
 * Adds Vary and, for an allowed origin, the headers that let it read. A public
 * answer is for any origin.
 */
void http_cors_answer(const struct http_cors *cors,
    const struct http_request *req, struct http_response *res);

/*
 * Adds what a preflight from an allowed origin asks for, to an answer of
 * OPTIONS; methods is the list as in Allow.
 */
void http_cors_preflight(const struct http_cors *cors,
    const struct http_request *req, const char *methods,
    struct http_response *res);

#endif
