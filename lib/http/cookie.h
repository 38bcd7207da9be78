/* cookie.h: reads one cookie and sets one cookie (RFC 6265). */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "base/text.h"
#include "http/response.h"

/*
 * The value of the first cookie of this name in a Cookie header, without
 * surrounding quotes; absent (data NULL) when there is none.
 */
struct text http_cookie_find(struct text header, const char *name);

/*
 * Sets a cookie that scripts cannot read: HttpOnly, Secure, SameSite=Strict,
 * no Domain, for the path below the prefix. max_age is in seconds; 0 clears
 * the cookie.
 */
void http_cookie_set(struct http_response *res, const char *name,
    const char *value, struct text prefix, const char *path, long max_age);

#endif
