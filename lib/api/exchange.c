/* exchange.c: runs one request through the library. */
#include "api/exchange.h"

#include "api/dispatch.h"
#include "base/log.h"

#define FAILURE_BODY                                                        \
	"{\"error_code\":\"SERVER_002\",\"message\":\"Internal error\","    \
	"\"details\":null,\"timestamp\":null,\"request_id\":null}"

struct text
api_exchange_failure(void)
{
	return base_text_of("Status: 500\r\n"
			    "Content-Type: application/json\r\n"
			    "Cache-Control: no-store\r\n"
			    "\r\n" FAILURE_BODY);
}

struct text
api_exchange_answer(struct api_exchange *exchange, struct api *api,
	struct http_request *req, struct http_source source)
{
	size_t max = (size_t)api->settings->max_body_bytes;

	if (http_body_read(req, &exchange->body, max, source) != OK) {
		base_log(LOG_ERROR, "out of memory for a request body");
		return api_exchange_failure();
	}
	api_dispatch(api, req, &exchange->res);
	http_response_write(&exchange->res, req->method == HTTP_HEAD,
		&exchange->answer);
	if (exchange->answer.failed) {
		base_log(LOG_ERROR, "out of memory for an answer");
		return api_exchange_failure();
	}
	return (struct text){exchange->answer.data, exchange->answer.len};
}

void
api_exchange_clear(struct api_exchange *exchange)
{
	base_buffer_clear(&exchange->body);
	http_response_clear(&exchange->res);
	base_buffer_clear(&exchange->answer);
}
