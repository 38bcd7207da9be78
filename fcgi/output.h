/* output.h: what FastCGI and CGI share: a request read, answered, written. */
#ifndef FCGI_OUTPUT_H
#define FCGI_OUTPUT_H

#include "api/app.h"
#include "base/buffer.h"
#include "http/body.h"
#include "http/response.h"

/* Memory that is used again for each request. All zero is empty. */
struct output {
	struct buffer body;
	struct http_response res;
	struct buffer answer;
};

/*
 * Reads the body, dispatches, and returns the answer in CGI's form, which
 * lives until the next call. There is always one, even without memory.
 */
struct text output_answer(struct output *output, struct api *api,
	struct http_request *req, struct http_source source);

/* The answer of a program that could not start: SERVER_002. Static. */
struct text output_failure(void);

/* Frees the memory. */
void output_clear(struct output *output);

#endif
