/* request.h: one HTTP request as plain data, filled from CGI variables. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/text.h"

#include <stdbool.h>

/* OTHER is every method that no route has. */
enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_OTHER
};

/* How the body arrived: whole, cut short of its length, or over the limit. */
enum http_body { HTTP_BODY_WHOLE, HTTP_BODY_SHORT, HTTP_BODY_TOO_LARGE };

/* All zero is an empty request; texts are borrowed from whoever fills it. */
struct http_request {
	enum http_method method;
	struct text method_name;
	struct text path;
	struct text
	    prefix; /* before the path where we are mounted; "" at the root */
	struct text target; /* REQUEST_URI: the path as it was asked for */
	struct text query;
	struct text content_length;
	struct text content_type;
	struct text content_encoding;
	struct text transfer_encoding;
	struct text accept;
	struct text prefer;
	struct text authorization;
	struct text cookie;
	struct text host;
	struct text idempotency_key;
	struct text if_match;
	struct text if_none_match;
	struct text https; /* "on" over TLS */
	struct text origin;
	struct text fetch_site;       /* Sec-Fetch-Site */
	struct text preflight_method; /* Access-Control-Request-Method */
	struct text remote_addr;
	struct text forwarded_for; /* X-Forwarded-For */
	struct text forwarded;
	bool is_forwarded_twice; /* one of them was given twice */
	bool is_hidden;          /* a proxy's, and whose it is cannot be said */
	struct text request_id;
	struct text traceparent;
	struct text body;
	enum http_body body_state;
};

/*
 * Fills the request from CGI variables, a NULL-terminated list of NAME=value
 * (RFC 3875, 4.1), which must outlive it. Of a variable given twice the first
 * counts. The path is PATH_INFO, else SCRIPT_NAME, else "/". Where the target
 * ends in the path, what stands before it is the prefix, "/api" for instance.
 */
void http_request_init(struct http_request *req, char *const *variables);

/* Whether text may serve as a request id: 1 to 64 of [A-Za-z0-9._-]. */
bool http_request_id_is_valid(struct text id);

/* The method's name in an Allow header. Static. */
const char *http_method_name(enum http_method method);

#endif
