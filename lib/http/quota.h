/* quota.h: what a client may still do before it has to wait. */
#ifndef HTTP_QUOTA_H
#define HTTP_QUOTA_H

#include "http/response.h"

#include <stddef.h>

#define QUOTAS_MAX 4 /* that one answer tells of */

/* So many requests in each minute, of which so many are left for these seconds. */
struct http_quota {
	const char *name;
	long most;
	long left;
	long resets;
};

/*
 * Adds RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10),
 * which are structured fields (RFC 9651); nothing where there is no quota.
 */
void http_quota_write(
    struct http_response *res, const struct http_quota *quotas, size_t count);

#endif
