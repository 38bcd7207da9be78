/* call.h: one request on its way through the handlers. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/service.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

struct call {
	struct api *api;
	const struct http_request *req;
	struct http_response *res;
	const char *request_id;
	struct http_match match;
	struct caller caller;  /* set where the route needs a token */
	char user_id[ID_TEXT]; /* for the log; "" while nobody is known */
	struct fault fault;    /* what a VALIDATION_* blames */
	bool has_bad_key;      /* an Idempotency-Key that is none */
	bool token_sent;       /* the client did present a token */
	bool session_reused;   /* and ended its session by that */
	long retry_after;      /* seconds, with RATE_001 */
	int64_t now;           /* microseconds since 1970 */
};

/* Notes whose request this is, for the log. */
static inline void
api_call_user(struct call *call, const struct id *id)
{
	base_id_format(id, call->user_id);
}

/* The id in the path. What is no id becomes the one that names nothing. */
static inline struct id
api_call_id(const struct call *call)
{
	struct id id;

	base_id_parse(call->match.param, &id);
	return id;
}

#endif
