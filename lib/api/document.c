/* document.c: makes the API's document once, and shows it to everybody. */
#include "api/document.h"

#include "api/call.h"
#include "api/openapi.h"
#include "api/route.h"

void
api_document_clear(struct api_document *document)
{
	base_buffer_clear(&document->text);
	base_buffer_clear(&document->prefix);
	*document = (struct api_document){0};
}

static bool
is_made(const struct api_document *document, struct text prefix)
{
	struct text made = {document->prefix.data, document->prefix.len};

	return document->text.len > 0 && made.len == prefix.len &&
	    (made.len == 0 || base_text_equal(made, prefix));
}

/* Makes it anew where it is mounted elsewhere; false when memory ran out. */
static bool
make(struct api *api, struct text prefix)
{
	struct api_document *document = &api->document;

	if (is_made(document, prefix))
		return true;
	base_buffer_reset(&document->text);
	base_buffer_reset(&document->prefix);
	base_buffer_add(&document->prefix, prefix.data, prefix.len);
	api_openapi_write(&document->text, api->settings, prefix);
	if (document->text.failed || document->prefix.failed) {
		api_document_clear(document);
		return false;
	}
	http_etag_write((struct text){document->text.data, document->text.len},
	    document->etag);
	return true;
}

enum error
api_document_show(struct call *call)
{
	struct api_document *document = &call->api->document;

	if (!make(call->api, call->req->prefix))
		return SERVER_002;
	call->res->is_public = true;
	http_response_header(call->res, "ETag", document->etag);
	if (http_etag_is_known(call->req->if_none_match, document->etag)) {
		call->res->status = 304;
		call->res->content_type = NULL;
		return OK;
	}
	base_buffer_add(
	    &call->res->body, document->text.data, document->text.len);
	return OK;
}
