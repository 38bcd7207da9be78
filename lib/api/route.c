/* route.c: which request needs what and goes where. */
#include "api/route.h"

#include "api/call.h"

/* clang-format off */
const struct http_route api_routes[] = {
	{HTTP_GET, "/health", 0, api_health_show},
	{HTTP_GET, "/health/live", 0, api_health_live},
	{HTTP_GET, "/health/ready", 0, api_health_ready},
	{HTTP_GET, "/metrics", 0, api_metrics_show},
	{HTTP_POST, "/auth/register", NEEDS_BODY | LIMITS_REGISTRATIONS, api_user_register},
	{HTTP_POST, "/auth/login", NEEDS_BODY | LIMITS_LOGINS, api_login_begin},
	{HTTP_POST, "/auth/refresh", TAKES_BODY, api_login_refresh},
	{HTTP_POST, "/auth/logout", NEEDS_TOKEN | TAKES_BODY, api_session_logout},
	{HTTP_POST, "/auth/change-password", NEEDS_TOKEN | NEEDS_BODY | LIMITS_LOGINS,
	 api_user_change_password},
	{HTTP_POST, "/auth/logout-all", NEEDS_TOKEN, api_session_logout_all},
	{HTTP_GET, "/auth/sessions", NEEDS_TOKEN, api_session_list},
	{HTTP_DELETE, "/auth/sessions/{id}", NEEDS_TOKEN, api_session_end},
	{HTTP_GET, "/todos", NEEDS_TOKEN, api_todo_list},
	{HTTP_POST, "/todos", NEEDS_TOKEN | NEEDS_BODY, api_todo_create},
	{HTTP_GET, "/todos/{id}", NEEDS_TOKEN, api_todo_show},
	{HTTP_PUT, "/todos/{id}", NEEDS_TOKEN | NEEDS_BODY, api_todo_update},
	{HTTP_DELETE, "/todos/{id}", NEEDS_TOKEN, api_todo_delete},
	{HTTP_GET, "/admin/users", NEEDS_TOKEN | NEEDS_ADMIN, api_admin_list},
	{HTTP_GET, "/admin/users/{id}", NEEDS_TOKEN | NEEDS_ADMIN, api_admin_show},
	{HTTP_PUT, "/admin/users/{id}", NEEDS_TOKEN | NEEDS_ADMIN | NEEDS_BODY, api_admin_update},
	{HTTP_POST, "/admin/users/{id}/revoke-tokens", NEEDS_TOKEN | NEEDS_ADMIN, api_admin_revoke},
};
/* clang-format on */

const size_t api_route_count = sizeof(api_routes) / sizeof(api_routes[0]);
