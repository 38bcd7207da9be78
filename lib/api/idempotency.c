/* idempotency.c: keeps the answer of a request with a key, and gives it again. */
#include "api/idempotency.h"

#include "api/route.h"

#include <stdio.h>

enum error
api_idempotency_read(
    struct call *call, struct api_idempotency *room, struct idempotency **same)
{
	struct text header = call->req->idempotency_key;

	*same = NULL;
	if (!header.data)
		return OK;
	room->same = (struct idempotency){.request = call->req->body,
	    .headers = base_text_of(""),
	    .body = base_text_of("")};
	if (!http_idempotency_read(header, room->key, &room->same.key)) {
		call->fault = (struct fault){.told = REQUEST_001_KEY};
		return REQUEST_001;
	}
	snprintf(room->scope, sizeof(room->scope), "%s %s",
	    http_method_name(call->req->method), call->match.pattern);
	room->same.scope = base_text_of(room->scope);
	call->fault = (struct fault){
	    .field = "Idempotency-Key", .expected = IDEMPOTENCY_RULE};
	*same = &room->same;
	return OK;
}

struct idempotency *
api_idempotency_keep(const struct call *call, struct idempotency *same)
{
	const struct http_response *res = call->res;

	if (!same)
		return NULL;
	/* Without headers there is no memory for them; the text is no null. */
	same->headers = (struct text){
	    res->headers.data ? res->headers.data : "", res->headers.len};
	same->body = (struct text){res->body.data, res->body.len};
	return same;
}

bool
api_idempotency_answer(struct call *call, const struct idempotency *same)
{
	struct http_response *res = call->res;

	if (!same || !same->is_known)
		return false;
	http_response_reset(res);
	res->status = call->match.route->operation->status;
	base_buffer_add(&res->headers, same->headers.data, same->headers.len);
	base_buffer_add(&res->body, same->body.data, same->body.len);
	return true;
}
