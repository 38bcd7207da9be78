/* openapi_cache.h: the API's document, made once and kept by its worker. */
#ifndef API_OPENAPI_CACHE_H
#define API_OPENAPI_CACHE_H

#include "base/buffer.h"
#include "base/setting.h"
#include "base/text.h"
#include "http/etag.h"

/* All zero until it is made. */
struct api_openapi {
	struct buffer text;
	struct buffer prefix; /* where the API was mounted then */
	char etag[ETAG_TEXT];
};

/*
 * Makes the document unless it is there already, for that prefix; false when
 * memory ran out.
 */
bool api_openapi_cache_make(struct api_openapi *document,
    const struct settings *settings, struct text prefix);

/* Frees it; it is all zero again. */
void api_openapi_cache_clear(struct api_openapi *document);

#endif
