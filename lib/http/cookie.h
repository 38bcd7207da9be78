/* cookie.h: reads one cookie and sets one cookie (RFC 6265). */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "base/error.h"
#include "base/text.h"
#include "http/response.h"

/*
 * Sets *value to that of the cookie of this name in a Cookie header, without
 * surrounding quotes; absent (data NULL) when there is none. False when there
 * are two that differ: another path's or subdomain's cookie has the same name,
 * and which one comes first says nothing (RFC 6265, 5.4).
 */
bool http_cookie_find(
    struct text header, const char *name, struct text *value) MUST_CHECK;

/*
 * Sets a cookie that scripts cannot read: HttpOnly, Secure, SameSite=Strict,
 * no Domain, for the path below the prefix. max_age is in seconds; 0 clears
 * the cookie.
 */
void http_cookie_set(struct http_response *res, const char *name,
    const char *value, struct text prefix, const char *path, long max_age);

#endif
