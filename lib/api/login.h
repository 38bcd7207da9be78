/* login.h: what logins, refreshes and logouts share. */
#ifndef API_LOGIN_H
#define API_LOGIN_H

#include "api/call.h"

/* How long a session lives that begins now, in microseconds. */
int64_t api_login_life(const struct call *call);

/* Gives the browser a refresh token for so many seconds; 0 takes it away. */
void api_login_set_cookie(struct call *call, const char *token, long seconds);

/*
 * The refresh token that came in the body, or else in the cookie, which a
 * page of a foreign origin may not use: AUTHZ_002. AUTH_005: the body's is
 * null or no text. *token is absent when there is none.
 */
enum error
api_login_find_refresh(struct call *call, struct text *token) MUST_CHECK;

#endif
