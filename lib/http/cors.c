/* cors.c: compares origins and writes the CORS headers. */
#include "http/cors.h"

#include <ctype.h>
#include <string.h>

/* What follows "http://" or "https://" in an origin, or NULL. */
static const char *
authority_of(const char *origin)
{
	if (strncmp(origin, "https://", 8) == 0)
		return origin + 8;
	if (strncmp(origin, "http://", 7) == 0)
		return origin + 7;
	return NULL;
}

bool
http_cors_is_origin(const char *origin)
{
	const char *at = authority_of(origin);

	if (!at || *at == '\0')
		return false;
	for (; *at; at++) {
		/* Lower case only: browsers send it so, and we compare bytes. */
		if (!islower((unsigned char)*at) &&
		    !isdigit((unsigned char)*at) && !strchr("-.:[]", *at))
			return false;
	}
	return true;
}

bool
http_cors_allows(const struct http_cors *cors, struct text origin)
{
	size_t i;

	for (i = 0; i < cors->count; i++) {
		if (base_text_is(origin, cors->origins[i]))
			return true;
	}
	return false;
}

/* Whether the origin is the host that the request was sent to. */
static bool
is_own(const struct http_request *req)
{
	const char *host;
	size_t len;

	/* The header's text ends with a NUL, as all CGI variables do. */
	host = authority_of(req->origin.data);
	if (!host || req->host.len == 0)
		return false;
	if (base_text_is(req->https, "on") && req->origin.data[4] != 's')
		return false;
	len = (size_t)(req->origin.data + req->origin.len - host);
	return len == req->host.len && memcmp(host, req->host.data, len) == 0;
}

bool
http_cors_is_foreign(
    const struct http_cors *cors, const struct http_request *req)
{
	return req->origin.data && !http_cors_allows(cors, req->origin) &&
	    !is_own(req);
}

void
http_cors_answer(const struct http_cors *cors, const struct http_request *req,
    struct http_response *res)
{
	http_response_header(res, "Vary", "Origin");
	if (!req->origin.data || !http_cors_allows(cors, req->origin))
		return;
	/* An allowed origin is one of our own strings: nothing to escape. */
	http_response_header(
	    res, "Access-Control-Allow-Origin", req->origin.data);
	http_response_header(res, "Access-Control-Allow-Credentials", "true");
	http_response_header(res, "Access-Control-Expose-Headers",
	    "Location, Retry-After, WWW-Authenticate, X-Request-ID");
}

void
http_cors_preflight(const struct http_cors *cors,
    const struct http_request *req, const char *methods,
    struct http_response *res)
{
	if (!req->preflight_method.data || !req->origin.data ||
	    !http_cors_allows(cors, req->origin))
		return;
	http_response_header(res, "Access-Control-Allow-Methods", methods);
	http_response_header(res, "Access-Control-Allow-Headers",
	    "Authorization, Content-Type, X-Request-ID");
	http_response_header(res, "Access-Control-Max-Age", "600");
}
