/* document.c: shows everybody the API's document, and where it is. */
#include "api/call.h"
#include "api/route.h"
#include "json/answer.h"

enum error
api_document_index(struct call *call)
{
	http_response_service(call->res, call->req->prefix);
	json_answer_index(&call->res->body, call->req->prefix);
	return OK;
}

enum error
api_document_show(struct call *call)
{
	struct api_openapi *document = &call->api->document;

	if (!api_openapi_cache_make(
		document, call->api->settings, call->req->prefix))
		return SERVER_002;
	call->res->is_public = true;
	base_buffer_add(
	    &call->res->body, document->text.data, document->text.len);
	http_etag_answer(call->res, document->etag, call->req->if_none_match);
	return OK;
}
