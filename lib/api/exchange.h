/* exchange.h: what FastCGI and CGI share: body in, answer out, in pieces if long. */
#ifndef API_EXCHANGE_H
#define API_EXCHANGE_H

#include "api/call.h"
#include "base/buffer.h"
#include "base/log.h"
#include "http/body.h"

/* Memory that is used again for each request. All zero is empty. */
struct api_exchange {
	struct buffer body;
	struct http_response res;
	struct buffer answer;
	struct call
	    call; /* the request in hand; without its api: there is none */
	struct log_context context;
	enum error error;
	int64_t start; /* by base_time_steady */
	int64_t bytes; /* of its answer's body so far */
	bool is_long;  /* it is sent in pieces, and logged at its end */
	bool is_cut;   /* it ended before its end */
};

/*
 * A request is coming: should the process be killed from here on, it counts as
 * one that failed. For who has more to read than its body.
 */
void api_exchange_begin(void);

/*
 * Begins, reads the body, dispatches, and returns the answer in CGI's form, or
 * the first piece of one that is long, which lives until the next call; the
 * request's body is wiped. A whole answer is logged and counted then, and what it
 * took released. There is always an answer, even without memory. Later lines of
 * the log are this request's, until api_exchange_end or the next one. The request
 * has to live until then.
 */
struct text api_exchange_answer(struct api_exchange *exchange, struct api *api,
    struct http_request *req, struct http_source source);

/*
 * The next piece of a long answer, which takes the place of the one before; empty
 * after the last one, and where no more can be had: exchange->is_cut says so, and
 * the log why. The client must see that then, by a connection that breaks.
 */
struct text api_exchange_more(struct api_exchange *exchange);

/*
 * The answer is sent, or cannot be: nothing of it is left in memory. A long one is
 * logged and counted now.
 */
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
