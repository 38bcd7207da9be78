/* exchange.h: what FastCGI and CGI share: body in, whole answer out. */
#ifndef API_EXCHANGE_H
#define API_EXCHANGE_H

#include "api/service.h"
#include "base/buffer.h"
#include "http/body.h"
#include "http/response.h"

/* Memory that is used again for each request. All zero is empty. */
struct api_exchange {
	struct buffer body;
	struct http_response res;
	struct buffer answer;
};

/*
 * Reads the body, dispatches, and returns the answer in CGI's form, which
 * lives until the next call. There is always one, even without memory.
 */
struct text api_exchange_answer(struct api_exchange *exchange, struct api *api,
    struct http_request *req, struct http_source source);

/*
 * SERVER_002, made without memory: for a program that could not start, too.
 * Lives until the next call.
 */
struct text api_exchange_failure(void);

/* Frees the memory. */
void api_exchange_clear(struct api_exchange *exchange);

#endif
