/* openapi_cache.c: makes the document at its first request. */
#include "api/openapi_cache.h"

#include "api/openapi.h"

void
api_openapi_cache_clear(struct api_openapi *document)
{
	base_buffer_clear(&document->text);
	base_buffer_clear(&document->prefix);
	*document = (struct api_openapi){0};
}

static bool
is_made(const struct api_openapi *document, struct text prefix)
{
	const struct buffer *made = &document->prefix;

	return document->text.len > 0 && made->len == prefix.len &&
	    (made->len == 0 ||
		memcmp(made->data, prefix.data, prefix.len) == 0);
}

bool
api_openapi_cache_make(struct api_openapi *document,
    const struct settings *settings, struct text prefix)
{
	if (is_made(document, prefix))
		return true;
	base_buffer_reset(&document->text);
	base_buffer_reset(&document->prefix);
	base_buffer_add(&document->prefix, prefix.data, prefix.len);
	api_openapi_write(&document->text, settings, prefix);
	if (document->text.failed || document->prefix.failed) {
		api_openapi_cache_clear(document);
		return false;
	}
	http_etag_write((struct text){document->text.data, document->text.len},
	    document->etag);
	return true;
}
