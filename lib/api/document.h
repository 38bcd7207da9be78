/* document.h: the API's document as a worker keeps it. */
#ifndef API_DOCUMENT_H
#define API_DOCUMENT_H

#include "base/buffer.h"
#include "http/etag.h"

/* Made at the first request; all zero before that. */
struct api_document {
	struct buffer text;
	struct buffer prefix; /* where the API was mounted then */
	char etag[ETAG_TEXT];
};

/* Frees it; it is all zero again. */
void api_document_clear(struct api_document *document);

#endif
