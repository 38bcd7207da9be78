/* call.h: one request on its way through the handlers. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/service.h"
#include "http/quota.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "model/todo.h"

#define STRICT_NAME 60  /* bytes of a client's name that are told */
#define STRICT_LIST 400 /* bytes of the names that there are */

/* Texts of strict.c that live as long as the call. All zero is none. */
struct strict {
	char texts[(STRICT_NAME + 1) * FAULTS_MAX + 2 * STRICT_LIST];
	size_t used;
};

/* Where a long answer of todos stands: at the page that comes next. */
struct call_export {
	bool is_csv;
	struct todo_query page;
};

struct call {
	struct api *api;
	const struct http_request *req;
	struct http_response *res;
	const char *request_id;
	struct http_match match;
	struct caller caller;  /* set where the route needs a token */
	char user_id[ID_TEXT]; /* for the log; "" while nobody is known */
	struct fault fault;    /* what an error blames */
	struct strict strict;  /* what a strict client is told of */
	bool token_sent;       /* the client did present a token */
	bool session_reused;   /* and ended its session by that */
	long retry_after;      /* seconds, with RATE_001 */
	struct http_quota quotas[QUOTAS_MAX]; /* what limits this client */
	size_t quota_count;
	int64_t now; /* microseconds since 1970 */
	/*
	 * Of an answer that is too long for memory: appends the next piece to
	 * res->body, which is empty then, and sets itself to NULL with the last.
	 * An error breaks the answer off.
	 */
	enum error (*more)(struct call *call);
	struct call_export export; /* more's own */
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
