/* auth_event.c: what the end of a call means to users and sessions. */
#include "api/auth_event.h"

#include "api/route.h"
#include "metric/count.h"

/* Which event an error is, by handler; of several rows the first counts. */
/* clang-format off */
static const struct {
	enum error (*handle)(struct call *call); /* NULL: any */
	enum error err;
	enum metric_event event;
} rows[] = {
	{api_user_register, OK, EVENT_REGISTER},
	{api_user_change_password, OK, EVENT_PASSWORD_CHANGE},
	{api_user_change_password, VALIDATION_007, EVENT_PASSWORD_CHANGE_FAILED},
	{api_user_reset_password, OK, EVENT_PASSWORD_CHANGE},
	{api_user_reset_password, VALIDATION_010, EVENT_PASSWORD_CHANGE_FAILED},
	{api_login_begin, OK, EVENT_LOGIN_OK},
	{api_login_begin, AUTH_001, EVENT_LOGIN_FAILED},
	{api_login_begin, AUTH_007, EVENT_LOGIN_FAILED},
	{api_login_refresh, OK, EVENT_REFRESH},
	{api_login_refresh, AUTH_003, EVENT_REFRESH_REFUSED},
	{api_login_refresh, AUTH_004, EVENT_REFRESH_REUSE},
	{api_login_refresh, AUTH_005, EVENT_REFRESH_REFUSED},
	{api_login_refresh, AUTH_006, EVENT_REFRESH_REFUSED},
	{api_login_refresh, AUTH_007, EVENT_REFRESH_REFUSED},
	{api_login_refresh, AUTHZ_002, EVENT_REFRESH_REFUSED},
	{api_session_logout, OK, EVENT_LOGOUT},
	{api_session_logout_all, OK, EVENT_LOGOUT},
	{api_session_end, OK, EVENT_LOGOUT},
	/* Whatever else asks for the password. */
	{NULL, VALIDATION_007, EVENT_LOGIN_FAILED},
	{NULL, AUTH_002, EVENT_TOKEN_REFUSED},
	{NULL, AUTH_004, EVENT_TOKEN_REFUSED},
	{NULL, AUTH_005, EVENT_TOKEN_REFUSED},
	{NULL, AUTH_006, EVENT_TOKEN_REFUSED},
	{NULL, AUTH_007, EVENT_TOKEN_REFUSED},
	{NULL, RATE_001, EVENT_THROTTLED},
};
/* clang-format on */

void
api_auth_event_count(const struct call *call, enum error err)
{
	const struct http_route *route = call->match.route;
	size_t i;

	if (call->session_reused)
		metric_count_event(EVENT_SESSION_REUSED);
	/* Who sends no token at all was not refused one. */
	if (!route || (err == AUTH_005 && !call->token_sent))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].err == err &&
		    (!rows[i].handle || rows[i].handle == route->handle)) {
			metric_count_event(rows[i].event);
			return;
		}
	}
}
