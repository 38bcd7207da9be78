/* forwarded.h: whose request it is that trusted proxies hand on. */
#ifndef HTTP_FORWARDED_H
#define HTTP_FORWARDED_H

#include "http/address.h"
#include "http/request.h"

#include <stddef.h>

/*
 * Where the peer is a trusted proxy, makes req->remote_addr the client's: of
 * X-Forwarded-For or Forwarded (RFC 7239) the right-most hop that is none, or
 * the first where all are. Where that cannot be said (a header given twice, both
 * that differ, a hop that is no address, more than 32) the address stays the
 * peer's, and req->is_hidden is set. Without either header the peer is the
 * client.
 */
void http_forwarded_apply(
    struct http_request *req, const struct http_network *trusted, size_t count);

#endif
