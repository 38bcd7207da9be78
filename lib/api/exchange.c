/* exchange.c: runs one request through the library. */
#include "api/exchange.h"

#include "api/dispatch.h"
#include "api/metrics.h"
#include "base/id.h"
#include "base/log.h"
#include "base/time.h"
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

struct text
api_exchange_answer(struct api_exchange *exchange, struct api *api,
    struct http_request *req, struct http_source source)
{
	size_t max = (size_t)api->settings->max_body_bytes;
	struct metric_request count = {
	    .method = req->method, .endpoint = api_metrics_endpoint(NULL)};

	metric_count_begin();
	if (http_body_read(req, &exchange->body, max, source) != OK) {
		base_log(LOG_ERROR, "out of memory for a request body");
		return fail(&count);
	}
	api_dispatch(api, req, &exchange->res, &count);
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
api_exchange_clear(struct api_exchange *exchange)
{
	base_buffer_clear(&exchange->body);
	http_response_clear(&exchange->res);
	base_buffer_clear(&exchange->answer);
}
