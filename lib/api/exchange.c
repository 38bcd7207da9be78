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
fail(struct metric_request *count)
{
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
log_call(const struct call *call, enum error err, int64_t start)
{
	int64_t slow = (int64_t)call->api->settings->log_slow_ms * 1000;
	struct log_request line = {
	    .method = call->req->method_name,
	    .path = call->req->path,
	    .endpoint = call->match.pattern,
	    .status = call->res->status,
	    .duration = base_time_steady() - start,
	    .user_id = call->user_id[0] ? call->user_id : NULL,
	    .error_code = err == OK ? NULL : base_error_name(err),
	    .remote_addr = call->req->remote_addr,
	};

	line.slow = slow > 0 && line.duration >= slow;
	line.statement = db_conn_slowest(call->api->db, &line.statement_time);
	base_log_request(&line);
}

/* What the metrics say of a call, and of its event right away. */
static void
count_call(const struct call *call, enum error err, int64_t start,
    struct metric_request *count)
{
	api_auth_event_count(call, err);
	*count = (struct metric_request){
	    .method = call->req->method,
	    .endpoint = api_metrics_endpoint(call->match.pattern),
	    .status = call->res->status,
	    .error = err,
	    .duration = base_time_steady() - start,
	};
}

/* The end of a call, whose answer is made: log, count and release. */
static void
finish(struct call *call, enum error err, int64_t start,
    struct metric_request *count)
{
	if (call->match.route)
		api_advice_add(call, start);
	add_common_headers(call);
	log_call(call, err, start);
	count_call(call, err, start, count);
	db_conn_release(call->api->db);
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

struct text
api_exchange_answer(struct api_exchange *exchange, struct api *api,
    struct http_request *req, struct http_source source)
{
	size_t max = (size_t)api->settings->max_body_bytes;
	struct metric_request count = {
	    .method = req->method, .endpoint = api_metrics_endpoint(NULL)};
	struct call call = {.api = api, .req = req, .res = &exchange->res};
	struct log_context context;
	enum error err;
	int64_t start;

	api_exchange_begin();
	if (http_body_read(req, &exchange->body, max, source) != OK) {
		base_log(LOG_ERROR, "out of memory for a request body");
		return fail(&count);
	}
	http_forwarded_apply(req, api->proxies, api->proxy_count);
	call.now = base_time_now();
	start = base_time_steady();
	name_request(req, &context);
	call.request_id = context.request_id;
	http_response_reset(call.res);
	err = api_dispatch(&call);
	finish(&call, err, start, &count);
	forget_body(api->parser, &exchange->body);
	http_response_write(
	    &exchange->res, req->method == HTTP_HEAD, &exchange->answer);
	if (exchange->answer.failed) {
		base_log(LOG_ERROR, "out of memory for an answer");
		return fail(&count);
	}
	metric_count_end(&count);
	return (struct text){exchange->answer.data, exchange->answer.len};
}

void
api_exchange_end(struct api_exchange *exchange)
{
	/* There may be tokens in it. */
	base_buffer_wipe(&exchange->res.headers);
	base_buffer_wipe(&exchange->res.body);
	base_buffer_wipe(&exchange->answer);
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
