/* dispatch.h: a request goes in, the whole answer comes out. */
#ifndef API_DISPATCH_H
#define API_DISPATCH_H

#include "api/app.h"
#include "http/request.h"
#include "http/response.h"
#include "metric/count.h"

/*
 * Answers a request, logs it and frees what it took. Whatever goes wrong is
 * an answer too; res holds it, and says by its buffers' failed when memory
 * ran out even for that. count is filled with what the metrics say of it.
 * Later lines of the log are still this request's, until
 * base_log_context(NULL) or the next one.
 */
void api_dispatch(struct api *api, const struct http_request *req,
    struct http_response *res, struct metric_request *count);

#endif
