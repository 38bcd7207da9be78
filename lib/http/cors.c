/* cors.c: looks an origin up in the list, and writes the CORS headers. */
#include "http/cors.h"

#include "http/origin.h"

#include <string.h>

/* What we read of a request, and what browsers' tracing and clients add. */
static const char request_headers[] =
    "Authorization, Content-Type, X-Request-ID, traceparent, tracestate, "
    "baggage, sentry-trace, b3, X-B3-TraceId, X-B3-SpanId, "
    "X-B3-ParentSpanId, X-B3-Sampled, X-B3-Flags, x-datadog-trace-id, "
    "x-datadog-parent-id, x-datadog-sampling-priority, x-datadog-origin, "
    "X-Amzn-Trace-Id, newrelic, X-Requested-With, Cache-Control, Pragma, "
    "If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, "
    "Idempotency-Key, Prefer, Accept, Accept-Language, Content-Language";

/* What a page may read of an answer, besides what any page may. */
static const char answer_headers[] =
    "Accept-Encoding, Accept-Patch, Allow, Deprecation, ETag, Link, Location, "
    "Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, "
    "Server-Timing, Sunset, WWW-Authenticate, X-Request-ID";

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
	host = http_origin_host(req->origin.data);
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
	bool elsewhere = req->fetch_site.data &&
	    !base_text_is(req->fetch_site, "same-origin") &&
	    !base_text_is(req->fetch_site, "none");

	if (req->origin.data && http_cors_allows(cors, req->origin))
		return false;
	/* A page of the same host is elsewhere where the scheme is another. */
	return elsewhere || (req->origin.data && !is_own(req));
}

void
http_cors_answer(const struct http_cors *cors, const struct http_request *req,
    struct http_response *res)
{
	/*
	 * Whichever answer it is: the two others choose between its forms.
	 * Without blanks, for Apache takes them out.
	 */
	http_response_header(res, "Vary", "Origin,Accept,Prefer");
	if (!req->origin.data || !http_cors_allows(cors, req->origin)) {
		if (res->is_public)
			http_response_header(
			    res, "Access-Control-Allow-Origin", "*");
		return;
	}
	/* An allowed origin is one of our own strings: nothing to escape. */
	http_response_header(
	    res, "Access-Control-Allow-Origin", req->origin.data);
	http_response_header(res, "Access-Control-Allow-Credentials", "true");
	http_response_header(
	    res, "Access-Control-Expose-Headers", answer_headers);
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
	http_response_header(
	    res, "Access-Control-Allow-Headers", request_headers);
	http_response_header(res, "Access-Control-Max-Age", "600");
}
