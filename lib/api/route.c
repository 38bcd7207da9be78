/* route.c: which request needs what and goes where. */
#include "api/route.h"

#include "api/call.h"

/* clang-format off */
const struct http_route api_routes[] = {
	{HTTP_GET, "/health", 0, api_health_show},
	{HTTP_GET, "/health/live", 0, api_health_live},
	{HTTP_GET, "/health/ready", 0, api_health_ready},
	{HTTP_GET, "/metrics", 0, api_metrics_show},
	{HTTP_POST, "/auth/register", NEEDS_BODY | LIMITS_REGISTRATIONS, api_account_register},
	{HTTP_POST, "/auth/login", NEEDS_BODY | LIMITS_LOGINS, api_session_login},
	{HTTP_POST, "/auth/refresh", TAKES_BODY, api_session_refresh},
	{HTTP_POST, "/auth/logout", NEEDS_TOKEN | TAKES_BODY, api_session_logout},
	{HTTP_POST, "/auth/change-password", NEEDS_TOKEN | NEEDS_BODY | LIMITS_LOGINS,
	 api_account_change_password},
	{HTTP_GET, "/todos", NEEDS_TOKEN, api_todo_list},
	{HTTP_POST, "/todos", NEEDS_TOKEN | NEEDS_BODY, api_todo_create},
	{HTTP_GET, "/todos/{id}", NEEDS_TOKEN, api_todo_show},
	{HTTP_PUT, "/todos/{id}", NEEDS_TOKEN | NEEDS_BODY, api_todo_update},
	{HTTP_DELETE, "/todos/{id}", NEEDS_TOKEN, api_todo_delete},
};
/* clang-format on */

const size_t api_route_count = sizeof(api_routes) / sizeof(api_routes[0]);
