/* exchange.c: owns the beginning and the end of a request. */
#include "api/exchange.h"

#include "api/advice.h"
#include "api/call.h"
#include "api/dispatch.h"
#include "api/auth_event.h"
#include "api/metrics.h"
#include "base/id.h"
#include "base/log.h"
#include "base/time.h"
#include "db/conn.h"
#include "http/forwarded.h"
#include "http/trace.h"
#include "json/parser.h"
#include "metric/count.h"

#include <stdio.h>
#include <string.h>

/* Its memory is not asked for: there may be none. */
struct text
api_exchange_failure(void)
{
	static char answer[1024];
	char id[ID_REQUEST], now[TIME_TEXT], body[256];

	base_id_request(id);
	base_time_format(base_time_now(), now);
	snprintf(body, sizeof(body),
	    "{\"error_code\":\"%s\",\"message\":\"%s\",\"details\":null,"
	    "\"timestamp\":\"%s\",\"request_id\":\"%s\"}",
	    base_error_name(SERVER_002), base_error_message(SERVER_002), now,
	    id);
	snprintf(answer, sizeof(answer),
	    "Status: %d\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\nX-Request-ID: %s\r\n"
	    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
	    "\r\n%s",
	    base_error_status(SERVER_002), strlen(body), id, body);
	base_log(LOG_ERROR, "answered SERVER_002 to %s", id);
	return base_text_of(answer);
}

/* The answer without memory, whatever it would have been with some. */
static struct text
fail(struct api_exchange *exchange, struct metric_request *count)
{
	exchange->is_long = false;
	db_conn_release(exchange->call.api->db);
	count->status = base_error_status(SERVER_002);
	count->error = SERVER_002;
	metric_count_end(count);
	return api_exchange_failure();
}

/* A client's own well-formed request id is kept, otherwise one is made. */
static void
name_request(const struct http_request *req, struct log_context *context)
{
	struct text given = req->request_id;

	if (http_request_id_is_valid(given)) {
		memcpy(context->request_id, given.data, given.len);
		context->request_id[given.len] = '\0';
	} else {
		base_id_request(context->request_id);
	}
	http_trace_read(
	    req->traceparent, context->trace_id, context->parent_id);
	base_log_context(context);
}

static void
add_common_headers(struct call *call)
{
	http_response_header(call->res, "X-Request-ID", call->request_id);
	/* Caches ask whether what they keep is still right. */
	http_response_header(call->res, "Cache-Control",
	    call->res->is_public ? "no-cache" : "no-store");
	http_response_header(call->res, "X-Content-Type-Options", "nosniff");
	http_cors_answer(&call->api->cors, call->req, call->res);
}

static void
log_call(const struct api_exchange *exchange)
{
	const struct call *call = &exchange->call;
	int64_t slow = (int64_t)call->api->settings->log_slow_ms * 1000;
	enum error err = exchange->error;
	struct log_request line = {
	    .method = call->req->method_name,
	    .path = call->req->path,
	    .endpoint = call->match.pattern,
	    .status = call->res->status,
	    .duration = base_time_steady() - exchange->start,
	    .bytes = exchange->bytes,
	    .user_id = call->user_id[0] ? call->user_id : NULL,
	    .error_code = err == OK ? NULL : base_error_name(err),
	    .remote_addr = call->req->remote_addr,
	};

	line.slow = slow > 0 && line.duration >= slow;
	line.statement = db_conn_slowest(call->api->db, &line.statement_time);
	base_log_request(&line);
}

/* What the metrics say of a call. */
static struct metric_request
count_of(const struct api_exchange *exchange)
{
	const struct call *call = &exchange->call;

	return (struct metric_request){
	    .method = call->req->method,
	    .endpoint = api_metrics_endpoint(call->match.pattern),
	    .status = call->res->status,
	    .error = exchange->error,
	    .duration = base_time_steady() - exchange->start,
	};
}

/* The head of an answer is made, and its body begun: adds what all have. */
static void
complete_head(struct call *call, int64_t start)
{
	if (call->match.route)
		api_advice_add(call, start);
	add_common_headers(call);
	call->res->is_open = call->more;
}

/* All of the body is made, or none of the rest is to be: log and release. */
static void
finish(struct api_exchange *exchange, struct metric_request *count)
{
	log_call(exchange);
	*count = count_of(exchange);
	db_conn_release(exchange->call.api->db);
}

/* Leaves nothing of a body in memory: it may hold a password. */
static void
forget_body(struct json_parser *parser, struct buffer *body)
{
	json_parser_forget(parser, body->data, body->len);
	base_buffer_wipe(body);
}

void
api_exchange_begin(void)
{
	metric_count_begin();
}

/* Names the request, and finds its answer or what that begins with. */
static void
serve(struct api_exchange *exchange)
{
	struct call *call = &exchange->call;
	const struct api *api = call->api;

	call->now = base_time_now();
	exchange->start = base_time_steady();
	name_request(call->req, &exchange->context);
	call->request_id = exchange->context.request_id;
	http_response_reset(call->res);
	exchange->error = api_dispatch(call);
	api_auth_event_count(call, exchange->error);
	complete_head(call, exchange->start);
	/* All that a HEAD is for has been found by now. */
	if (call->req->method != HTTP_HEAD) {
		exchange->is_long = call->more;
		exchange->bytes = (int64_t)call->res->body.len;
	}
	forget_body(api->parser, &exchange->body);
}

struct text
api_exchange_answer(struct api_exchange *exchange, struct api *api,
    struct http_request *req, struct http_source source)
{
	size_t max = (size_t)api->settings->max_body_bytes;
	struct metric_request count = {
	    .method = req->method, .endpoint = api_metrics_endpoint(NULL)};
	struct call *call = &exchange->call;

	api_exchange_begin();
	*call = (struct call){.api = api, .req = req, .res = &exchange->res};
	exchange->is_long = exchange->is_cut = false;
	exchange->bytes = 0;
	if (http_body_read(req, &exchange->body, max, source) != OK) {
		base_log(LOG_ERROR, "out of memory for a request body");
		return fail(exchange, &count);
	}
	http_forwarded_apply(req, api->proxies, api->proxy_count);
	serve(exchange);
	if (!exchange->is_long)
		finish(exchange, &count);
	http_response_write(
	    &exchange->res, req->method == HTTP_HEAD, &exchange->answer);
	if (exchange->answer.failed) {
		base_log(LOG_ERROR, "out of memory for an answer");
		return fail(exchange, &count);
	}
	if (!exchange->is_long)
		metric_count_end(&count);
	return (struct text){exchange->answer.data, exchange->answer.len};
}

/* The client has the head, and a part of the body: the rest is not to come. */
static void
cut(struct api_exchange *exchange, enum error err)
{
	base_log(LOG_ERROR, "an answer was cut short after %lld bytes: %s",
	    (long long)exchange->bytes, base_error_name(err));
	exchange->error = err;
	exchange->is_cut = true;
}

struct text
api_exchange_more(struct api_exchange *exchange)
{
	struct call *call = &exchange->call;
	struct buffer *body = &exchange->res.body;
	enum error err;

	if (!exchange->is_long || !call->more || exchange->is_cut)
		return (struct text){0};
	db_conn_free_rows(call->api->db);
	base_buffer_reset(body);
	err = call->more(call);
	if (err == OK && body->failed)
		err = SERVER_002;
	if (err != OK) {
		cut(exchange, err);
		return (struct text){0};
	}
	exchange->bytes += (int64_t)body->len;
	return (struct text){body->data, body->len};
}

/* Notes the use of an API token that was good. */
static void
note_use(const struct call *call)
{
	int status = call->res->status;

	if (status != 401 && status < 500)
		api_use_note(
		    &call->api->uses, call->api->db, &call->caller, call->now);
}

void
api_exchange_end(struct api_exchange *exchange)
{
	struct metric_request count;

	if (exchange->is_long) {
		finish(exchange, &count);
		metric_count_end(&count);
	}
	/* There may be tokens in it. */
	base_buffer_wipe(&exchange->res.headers);
	base_buffer_wipe(&exchange->res.body);
	base_buffer_wipe(&exchange->answer);
	if (exchange->call.api)
		note_use(&exchange->call);
	exchange->call.api = NULL;
	exchange->is_long = false;
	base_log_context(NULL);
}

void
api_exchange_drop(void)
{
	metric_count_drop();
}

void
api_exchange_clear(struct api_exchange *exchange)
{
	base_buffer_clear(&exchange->body);
	http_response_clear(&exchange->res);
	base_buffer_clear(&exchange->answer);
}
