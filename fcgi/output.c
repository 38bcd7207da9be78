/* output.c: runs one request through the library. */
#include "output.h"

#include "api/dispatch.h"
#include "base/log.h"

#define FAILURE_BODY                                                        \
	"{\"error_code\":\"SERVER_002\",\"message\":\"Internal error\","    \
	"\"details\":null,\"timestamp\":null,\"request_id\":null}"

struct text
output_failure(void)
{
	return base_text_of("Status: 500\r\n"
			    "Content-Type: application/json\r\n"
			    "Cache-Control: no-store\r\n"
			    "\r\n" FAILURE_BODY);
}

struct text
output_answer(struct output *output, struct api *api, struct http_request *req,
	struct http_source source)
{
	size_t max = (size_t)api->settings->max_body_bytes;

	if (http_body_read(req, &output->body, max, source) != OK) {
		base_log(LOG_ERROR, "out of memory for a request body");
		return output_failure();
	}
	api_dispatch(api, req, &output->res);
	http_response_write(&output->res, req->method == HTTP_HEAD,
		&output->answer);
	if (output->answer.failed) {
		base_log(LOG_ERROR, "out of memory for an answer");
		return output_failure();
	}
	return (struct text){output->answer.data, output->answer.len};
}

void
output_clear(struct output *output)
{
	base_buffer_clear(&output->body);
	http_response_clear(&output->res);
	base_buffer_clear(&output->answer);
}
