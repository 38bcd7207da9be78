/* dispatch.c: routes, checks, serves, and answers errors. */
#include "api/dispatch.h"

#include "api/auth_event.h"
#include "api/call.h"
#include "api/limit.h"
#include "api/metrics.h"
#include "api/route.h"
#include "api/strict.h"
#include "auth/gate.h"
#include "base/log.h"
#include "db/api_token.h"
#include "db/caller.h"
#include "db/conn.h"
#include "http/media.h"
#include "http/prefer.h"
#include "json/answer.h"
#include "json/parser.h"
#include "metric/count.h"

#include <stdio.h>
#include <string.h>

#define METHOD_LIST 64 /* room for the names of all methods */

/* The methods of the matched path, as Allow lists them. */
static const char *
list_methods(struct call *call, char out[METHOD_LIST])
{
	struct buffer list = {0};

	http_router_list(call->match.methods, &list);
	snprintf(out, METHOD_LIST, "%.*s", (int)list.len,
	    list.data ? list.data : "");
	if (list.failed)
		call->res->headers.failed = true;
	base_buffer_clear(&list);
	return out;
}

/* What the path takes a PATCH as, if it takes any (RFC 5789, 3.1). */
static void
tell_patch(struct call *call)
{
	if (call->match.methods & 1U << HTTP_PATCH)
		http_response_header(
		    call->res, "Accept-Patch", HTTP_MEDIA_PATCHES);
}

static enum error
answer_options(struct call *call)
{
	char methods[METHOD_LIST];

	call->res->status = 204;
	call->res->content_type = NULL;
	http_response_header(call->res, "Allow", list_methods(call, methods));
	tell_patch(call);
	http_cors_preflight(&call->api->cors, call->req, methods, call->res);
	return OK;
}

/* Content type, coding and size, for a route that looks at the body. */
static enum error
check_body_form(const struct call *call, unsigned int needs)
{
	const struct http_request *req = call->req;
	bool has_body = req->body.len > 0 || req->body_state != HTTP_BODY_WHOLE;

	if (!(needs & (NEEDS_BODY | TAKES_BODY)) || !has_body)
		return OK;
	if (!http_media_is_json(req->content_type) &&
	    !(needs & TAKES_PATCH && http_media_is_patch(req->content_type)))
		return REQUEST_005;
	if (!http_media_is_plain(req->content_encoding))
		return REQUEST_005;
	return req->body_state == HTTP_BODY_TOO_LARGE ? REQUEST_004 : OK;
}

/* Whether the API token is good, and may do what the route does. */
static enum error
check_api_token(struct call *call, unsigned int needs)
{
	bool is_full;
	enum error err = db_api_token_find(
	    call->api->db, &call->caller, call->now, &is_full);

	if (err != OK || (needs & TAKES_API_TOKEN) ||
	    ((needs & TAKES_FULL_API_TOKEN) && is_full))
		return err;
	return AUTHZ_002;
}

static enum error
check_token(struct call *call, unsigned int needs)
{
	enum error err;

	if (!(needs & NEEDS_TOKEN))
		return OK;
	call->token_sent = auth_gate_has_token(call->req->authorization);
	err = auth_gate_open(&call->api->keys, call->api->cache,
	    call->req->authorization, call->now, &call->caller,
	    &call->fault.told);
	if (err != OK)
		return err;
	api_call_user(call, &call->caller.user_id);
	return call->caller.api_token.data ? check_api_token(call, needs) : OK;
}

static enum error
check_body(struct call *call, unsigned int needs)
{
	const struct http_request *req = call->req;

	if (!(needs & (NEEDS_BODY | TAKES_BODY)))
		return OK;
	if (req->body_state == HTTP_BODY_SHORT) {
		call->fault.told = REQUEST_001_SHORT;
		return REQUEST_001;
	}
	if (req->body.len == 0 && !(needs & NEEDS_BODY))
		return OK;
	return json_parser_read(call->api->parser, req->body, &call->fault);
}

/*
 * A revoked token is refused before anything else is, and so is one without
 * the right of an admin where that is needed. It comes out with the request's
 * own statement, which a bad request never reaches.
 */
static enum error
check_caller(struct call *call, unsigned int needs, enum error err)
{
	bool admin = needs & NEEDS_ADMIN;
	enum error refused;

	if (!(needs & NEEDS_TOKEN) || !(base_error_traits(err) & ABOUT_REQUEST))
		return err;
	refused = admin ? db_caller_check_admin(call->api->db, &call->caller) :
			  db_caller_check(call->api->db, &call->caller);
	return refused == OK ? err : refused;
}

/* The checks after the token, and the handler. */
static enum error
serve_caller(struct call *call, unsigned int needs)
{
	enum error err = api_limit_check(call);

	if (err == OK)
		err = check_body(call, needs);
	if (err == OK && api_strict_is_wanted(call))
		err = api_strict_check(call);
	return err == OK ? call->match.route->handle(call) : err;
}

/* Every check that a route asks for, in the order that clients are told. */
static enum error
serve(struct call *call)
{
	unsigned int needs;
	enum error err;

	err = http_router_find(api_routes, api_route_count, call->req->method,
	    call->req->path, &call->match);
	metric_count_know(
	    call->req->method, api_metrics_endpoint(call->match.pattern));
	if (err != OK)
		return err;
	if (!call->match.route)
		return answer_options(call);
	needs = call->match.route->needs;
	err = check_body_form(call, needs);
	if (err == OK)
		err = check_token(call, needs);
	if (err != OK)
		return err;
	return check_caller(call, needs, serve_caller(call, needs));
}

/* Whether the request has a key that its route reads. */
static bool
has_key(const struct call *call)
{
	return call->match.route->needs & TAKES_KEY &&
	    call->req->idempotency_key.data;
}

/* The error that the client is told. */
static enum error
told(const struct call *call, enum error err)
{
	if (err == SERVER_001 && db_conn_is_unsure(call->api->db))
		return has_key(call) ? SERVER_001_KEYED : SERVER_001_UNSURE;
	return base_error_code(call->fault.told) == err ? call->fault.told :
							  err;
}

/* Writes the error in the form that the client prefers. */
static void
write_error(struct call *call, enum error err)
{
	static const char problem[] = "application/problem+json";
	const struct json_error error = {
	    told(call, err), &call->fault, call->request_id, call->now};
	struct http_response *res = call->res;

	if (!http_prefer_type(call->req->accept, problem, HTTP_MEDIA_JSON)) {
		json_answer_error(&res->body, error.error, error.fault,
		    error.request_id, error.now);
		return;
	}
	res->content_type = problem;
	json_answer_problem(&res->body, &error, call->req->prefix);
}

/* Replaces whatever was answered so far. */
static void
answer_error(struct call *call, enum error err)
{
	struct http_response *res = call->res;
	char text[METHOD_LIST];

	http_response_reset(res);
	res->status = base_error_status(err);
	write_error(call, err);
	if (res->status == 401)
		http_response_header(res, "WWW-Authenticate",
		    call->token_sent ?
			"Bearer realm=\"todo-api\", error=\"invalid_token\"" :
			"Bearer realm=\"todo-api\"");
	if (err == REQUEST_002)
		http_response_service(res, call->req->prefix);
	if (err == REQUEST_003)
		http_response_header(res, "Allow", list_methods(call, text));
	if (err == REQUEST_003 || err == REQUEST_005)
		tell_patch(call);
	/* What we would have taken (RFC 9110, 15.5.16); not of another type. */
	if (err == REQUEST_005 &&
	    !http_media_is_plain(call->req->content_encoding))
		http_response_header(res, "Accept-Encoding", "identity");
	if (base_error_traits(err) & MAY_RETRY) {
		snprintf(text, sizeof(text), "%ld",
		    err == RATE_001 ? call->retry_after : 1);
		http_response_header(res, "Retry-After", text);
	}
}

enum error
api_dispatch(struct call *call)
{
	enum error err = serve(call);

	if (err == OK && http_response_is_cut(call->res)) {
		base_log(LOG_ERROR, "out of memory");
		err = SERVER_002;
	}
	if (err != OK)
		answer_error(call, err);
	return err;
}
