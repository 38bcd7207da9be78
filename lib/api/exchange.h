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
	struct api *api;      /* of the request in hand */
	struct caller caller; /* by whose API token it came, where it did */
	int64_t now;
};

/*
 * A request is coming: should the process be killed from here on, it counts as
 * one that failed. For who has more to read than its body.
 */
void api_exchange_begin(void);

/*
 * Begins, reads the body, dispatches, and returns the answer in CGI's form,
 * which lives until the next call; the request is logged and counted then, and
 * what it took released; its body is wiped. There is always an answer, even
 * without memory. Later lines of the log are this request's, until api_exchange_end or the next one.
 */
struct text api_exchange_answer(struct api_exchange *exchange, struct api *api,
    struct http_request *req, struct http_source source);

/* The answer is sent, or cannot be: nothing of it is left in memory. */
void api_exchange_end(struct api_exchange *exchange);

/* What began was no request: the connection broke before there was one. */
void api_exchange_drop(void);

/*
 * SERVER_002, made without memory: for a program that could not start, too.
 * Lives until the next call.
 */
struct text api_exchange_failure(void);

/* Frees the memory. */
void api_exchange_clear(struct api_exchange *exchange);

#endif
