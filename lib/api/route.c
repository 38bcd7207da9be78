/* route.c: which request needs what, goes where, takes and gives what. */
#include "api/route.h"

#include "api/export_query.h"
#include "api/todo_query.h"
#include "api/todo_sync_query.h"
#include "api/user_query.h"
#include "json/answer.h"
#include "json/api_token.h"
#include "json/credentials.h"
#include "json/export.h"
#include "json/session.h"
#include "json/todo_bulk.h"
#include "json/user.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ERRORS(...) ((const enum error[]){__VA_ARGS__, OK})

/* clang-format off */
const struct http_route api_routes[] = {
	{HTTP_GET, "/", 0, api_document_index,
	 &(const struct operation){.id = "getIndex", .tag = "service",
	  .about = "Tells where the document, its page and the state of health are",
	  .status = 200, .answer = &json_answer_index_shape, .traits = GIVES_LINK, .errors = ERRORS(REQUEST_003)}},
	{HTTP_GET, "/health", 0, api_health_show,
	 &(const struct operation){.id = "getHealth", .tag = "service",
	  .about = "Tells whether the database answers within 2 s",
	  .status = 200, .answer = &json_answer_health_shape, .traits = MAY_BE_UNWELL,
	  .errors = ERRORS(REQUEST_003)}},
	{HTTP_GET, "/health/live", 0, api_health_live,
	 &(const struct operation){.id = "getLiveness", .tag = "service",
	  .about = "Tells that the process answers; the database is not asked",
	  .status = 200, .answer = &json_answer_alive_shape, .errors = ERRORS(REQUEST_003)}},
	{HTTP_GET, "/health/ready", 0, api_health_ready,
	 &(const struct operation){.id = "getReadiness", .tag = "service",
	  .about = "Tells whether this host can serve: database, rights and schema are as needed",
	  .status = 200, .answer = &json_answer_ready_shape, .traits = MAY_BE_UNWELL,
	  .errors = ERRORS(REQUEST_003)}},
	{HTTP_GET, "/metrics", 0, api_metrics_show,
	 &(const struct operation){.id = "getMetrics", .tag = "service",
	  .about = "Shows the pool's metrics in Prometheus' text format: to this host, or with METRICS_TOKEN",
	  .status = 200, .traits = READS_METRICS_TOKEN | GIVES_TEXT,
	  .errors = ERRORS(AUTH_005, AUTHZ_002)}},
	{HTTP_GET, "/openapi.json", 0, api_document_show,
	 &(const struct operation){.id = "getDocument", .tag = "service",
	  .about = "Describes this API, in OpenAPI 3.1",
	  .status = 200, .traits = GIVES_DOCUMENT, .errors = ERRORS(REQUEST_003)}},
	{HTTP_POST, "/auth/register", NEEDS_BODY | LIMITS_REGISTRATIONS | USES_DATABASE, api_user_register,
	 &(const struct operation){.id = "register", .tag = "auth",
	  .about = "Makes a user, who may then log in",
	  .body = &json_credentials_registration, .status = 201, .answer = &model_user_new,
	  .errors = ERRORS(AUTHZ_003, VALIDATION_001, VALIDATION_002, VALIDATION_003, VALIDATION_004,
	   SERVER_004)}},
	{HTTP_POST, "/auth/login", NEEDS_BODY | LIMITS_LOGINS | USES_DATABASE, api_login_begin,
	 &(const struct operation){.id = "login", .tag = "auth",
	  .about = "Begins a session",
	  .body = &json_credentials_login, .status = 200, .answer = &json_credentials_tokens,
	  .traits = SETS_COOKIE,
	  .errors = ERRORS(AUTH_001, AUTH_007, VALIDATION_001, SERVER_004)}},
	{HTTP_POST, "/auth/refresh", TAKES_BODY | USES_DATABASE | LIMITS_REFRESHES, api_login_refresh,
	 &(const struct operation){.id = "refreshTokens", .tag = "auth",
	  .about = "Gives new tokens of the session for the refresh token in the body, or else in the cookie",
	  .body = &json_credentials_refresh, .status = 200,
	  .answer = &json_credentials_access, .traits = SETS_COOKIE | READS_COOKIE,
	  .errors = ERRORS(AUTH_003, AUTH_004, AUTH_005, AUTH_006, AUTH_007, AUTHZ_002,
	   SERVER_003)}},
	{HTTP_POST, "/auth/logout", NEEDS_TOKEN | TAKES_BODY, api_session_logout,
	 &(const struct operation){.id = "logout", .tag = "auth",
	  .about = "Ends the session, and that of a refresh token in the body, or else in the cookie",
	  .body = &json_credentials_refresh, .status = 200,
	  .answer = &json_answer_message_shape,
	  .message = "Logout successful", .traits = SETS_COOKIE | READS_COOKIE}},
	{HTTP_POST, "/auth/change-password", NEEDS_TOKEN | NEEDS_BODY | LIMITS_LOGINS, api_user_change_password,
	 &(const struct operation){.id = "changePassword", .tag = "auth",
	  .about = "Replaces the password; all other sessions end",
	  .body = &json_credentials_change, .status = 200,
	  .answer = &json_answer_message_shape,
	  .message = "Password changed successfully",
	  .errors = ERRORS(VALIDATION_002, VALIDATION_004, VALIDATION_007, VALIDATION_008, SERVER_004)}},
	{HTTP_POST, "/auth/reset-password", NEEDS_BODY | LIMITS_LOGINS | USES_DATABASE, api_user_reset_password,
	 &(const struct operation){.id = "resetPassword", .tag = "auth",
	  .about = "Replaces a forgotten password by an admin's one-time code; all sessions and API tokens end",
	  .body = &json_credentials_reset, .status = 200,
	  .answer = &json_answer_message_shape,
	  .message = "Password reset successfully",
	  .errors = ERRORS(VALIDATION_002, VALIDATION_004, VALIDATION_010, SERVER_004)}},
	{HTTP_POST, "/auth/logout-all", NEEDS_TOKEN, api_session_logout_all,
	 &(const struct operation){.id = "logoutAll", .tag = "auth",
	  .about = "Ends every session of the caller, this one too",
	  .status = 200, .answer = &json_answer_message_shape,
	  .message = "All sessions ended", .traits = SETS_COOKIE}},
	{HTTP_GET, "/auth/sessions", NEEDS_TOKEN, api_session_list,
	 &(const struct operation){.id = "listSessions", .tag = "auth",
	  .about = "Lists the caller's living sessions, the newest first",
	  .status = 200, .answer = &json_session_list_shape}},
	{HTTP_DELETE, "/auth/sessions/{id}", NEEDS_TOKEN, api_session_end,
	 &(const struct operation){.id = "endSession", .tag = "auth",
	  .about = "Ends one of the caller's sessions",
	  .status = 204, .errors = ERRORS(RESOURCE_003)}},
	{HTTP_POST, "/auth/tokens", NEEDS_TOKEN | NEEDS_BODY | LIMITS_LOGINS, api_token_create,
	 &(const struct operation){.id = "createApiToken", .tag = "auth",
	  .about = "Makes an API token, for a program of the caller's",
	  .body = &json_api_token_new, .status = 201, .answer = &json_api_token_made,
	  .errors = ERRORS(LIMIT_002, VALIDATION_002, VALIDATION_004, VALIDATION_005, VALIDATION_007,
	   SERVER_004)}},
	{HTTP_GET, "/auth/tokens", NEEDS_TOKEN, api_token_list,
	 &(const struct operation){.id = "listApiTokens", .tag = "auth",
	  .about = "Lists the caller's API tokens, the newest first",
	  .status = 200, .answer = &json_api_token_list}},
	{HTTP_DELETE, "/auth/tokens/{id}", NEEDS_TOKEN, api_token_delete,
	 &(const struct operation){.id = "deleteApiToken", .tag = "auth",
	  .about = "Deletes one of the caller's API tokens, which is refused from then on",
	  .status = 204, .errors = ERRORS(RESOURCE_005)}},
	{HTTP_GET, "/auth/me", NEEDS_TOKEN | TAKES_API_TOKEN, api_me_show,
	 &(const struct operation){.id = "getMe", .tag = "auth",
	  .about = "Shows the caller's own account",
	  .status = 200, .answer = &model_user}},
	{HTTP_DELETE, "/auth/me", NEEDS_TOKEN | NEEDS_BODY | LIMITS_LOGINS, api_me_delete,
	 &(const struct operation){.id = "deleteMe", .tag = "auth",
	  .about = "Deletes the caller's account with all that it has: todos, sessions, API tokens",
	  .body = &json_credentials_proof, .status = 204, .traits = SETS_COOKIE,
	  .errors = ERRORS(VALIDATION_002, VALIDATION_004, VALIDATION_007, SERVER_004)}},
	{HTTP_GET, "/auth/me/export", NEEDS_TOKEN | TAKES_API_TOKEN | LIMITS_EXPORTS, api_export_show,
	 &(const struct operation){.id = "exportMe", .tag = "auth",
	  .about = "Gives all that is the caller's own, as a file: account, sessions, API tokens, todos",
	  .params = &api_export_params, .status = 200, .answer = &json_export_shape,
	  .traits = GIVES_FILE}},
	{HTTP_GET, "/todos", NEEDS_TOKEN | TAKES_API_TOKEN, api_todo_list,
	 &(const struct operation){.id = "listTodos", .tag = "todos",
	  .about = "Lists the caller's todos, a page at a time",
	  .params = &api_todo_params, .status = 200, .answer = &model_todo_page,
	  .traits = GIVES_TAG | GIVES_PAGES}},
	{HTTP_POST, "/todos", NEEDS_TOKEN | TAKES_FULL_API_TOKEN | NEEDS_BODY | TAKES_KEY, api_todo_create,
	 &(const struct operation){.id = "createTodo", .tag = "todos",
	  .about = "Makes a todo",
	  .body = &model_todo_new, .status = 201, .answer = &model_todo,
	  .traits = GIVES_LOCATION | GIVES_TAG,
	  .errors = ERRORS(LIMIT_001, VALIDATION_002, VALIDATION_004, VALIDATION_005)}},
	{HTTP_POST, "/todos/bulk", NEEDS_TOKEN | TAKES_FULL_API_TOKEN | NEEDS_BODY | TAKES_KEY, api_todo_bulk,
	 &(const struct operation){.id = "changeTodos", .tag = "todos",
	  .about = "Creates, updates and deletes up to 100 todos, all or, where atomic is false, those that can be",
	  .body = &model_todo_bulk, .status = 200, .answer = &json_todo_results,
	  .traits = TAKES_LIST,
	  .errors = ERRORS(AUTHZ_001, RESOURCE_001, LIMIT_001, VALIDATION_002, VALIDATION_004,
	   VALIDATION_005)}},
	{HTTP_GET, "/todos/changes", NEEDS_TOKEN | TAKES_API_TOKEN, api_todo_changes,
	 &(const struct operation){.id = "listTodoChanges", .tag = "todos",
	  .about = "Tells which of the caller's todos were made, changed or deleted since a token, in that order",
	  .params = &api_todo_sync_params, .status = 200, .answer = &model_todo_sync,
	  .errors = ERRORS(RESOURCE_004)}},
	{HTTP_GET, "/todos/{id}", NEEDS_TOKEN | TAKES_API_TOKEN, api_todo_show,
	 &(const struct operation){.id = "getTodo", .tag = "todos",
	  .about = "Shows a todo",
	  .status = 200, .answer = &model_todo, .traits = GIVES_TAG,
	  .errors = ERRORS(AUTHZ_001, RESOURCE_001)}},
	{HTTP_PUT, "/todos/{id}", NEEDS_TOKEN | TAKES_FULL_API_TOKEN | NEEDS_BODY, api_todo_update,
	 &(const struct operation){.id = "updateTodo", .tag = "todos",
	  .about = "Changes of a todo what the body has, and nothing else",
	  .body = &model_todo_change, .status = 200, .answer = &model_todo,
	  .traits = GIVES_TAG | READS_MATCH,
	  .errors = ERRORS(AUTHZ_001, RESOURCE_001, VALIDATION_002, VALIDATION_004, VALIDATION_005)}},
	{HTTP_PATCH, "/todos/{id}", NEEDS_TOKEN | TAKES_FULL_API_TOKEN | NEEDS_BODY | TAKES_PATCH, api_todo_update,
	 &(const struct operation){.id = "patchTodo", .tag = "todos",
	  .about = "Changes of a todo what the body has, a JSON merge patch (RFC 7396), and nothing else",
	  .body = &model_todo_change, .status = 200, .answer = &model_todo,
	  .traits = GIVES_TAG | READS_MATCH,
	  .errors = ERRORS(AUTHZ_001, RESOURCE_001, VALIDATION_002, VALIDATION_004, VALIDATION_005)}},
	{HTTP_DELETE, "/todos/{id}", NEEDS_TOKEN | TAKES_FULL_API_TOKEN, api_todo_delete,
	 &(const struct operation){.id = "deleteTodo", .tag = "todos",
	  .about = "Deletes a todo",
	  .status = 204, .traits = READS_MATCH, .errors = ERRORS(AUTHZ_001, RESOURCE_001)}},
	{HTTP_GET, "/admin/users", NEEDS_TOKEN | NEEDS_ADMIN, api_admin_list,
	 &(const struct operation){.id = "listUsers", .tag = "admin",
	  .about = "Lists all users, the first to register first",
	  .params = &api_user_params, .status = 200, .answer = &model_user_page,
	  .traits = GIVES_TAG | GIVES_PAGES}},
	{HTTP_GET, "/admin/users/{id}", NEEDS_TOKEN | NEEDS_ADMIN, api_admin_show,
	 &(const struct operation){.id = "getUser", .tag = "admin",
	  .about = "Shows a user",
	  .status = 200, .answer = &model_user, .errors = ERRORS(RESOURCE_002)}},
	{HTTP_PUT, "/admin/users/{id}", NEEDS_TOKEN | NEEDS_ADMIN | NEEDS_BODY, api_admin_update,
	 &(const struct operation){.id = "updateUser", .tag = "admin",
	  .about = "Disables or enables a user",
	  .body = &model_user_change, .status = 200, .answer = &model_user,
	  .errors = ERRORS(RESOURCE_002, VALIDATION_002, VALIDATION_004)}},
	{HTTP_POST, "/admin/users/{id}/revoke-tokens", NEEDS_TOKEN | NEEDS_ADMIN, api_admin_revoke,
	 &(const struct operation){.id = "revokeTokens", .tag = "admin",
	  .about = "Ends every session and API token of a user",
	  .status = 200, .answer = &json_user_revoked_shape, .errors = ERRORS(RESOURCE_002)}},
};

const struct api_tag api_tags[] = {
	{"auth", "Users register, log in and out, and look after their sessions, API tokens and account"},
	{"todos", "The caller's own todos"},
	{"admin", "What admins may do with users"},
	{"service", "For load balancers, monitoring and tools"},
};

/* The errors that follow from what a route needs: any of these flags. */
static const struct {
	unsigned int needs;
	enum error err;
} needed[] = {
	{NEEDS_TOKEN, AUTH_002}, {NEEDS_TOKEN, AUTH_004}, {NEEDS_TOKEN, AUTH_005},
	{NEEDS_TOKEN, AUTH_006}, {NEEDS_TOKEN, AUTH_007},
	{NEEDS_ADMIN, AUTHZ_002},
	{TAKES_KEY, VALIDATION_009}, {TAKES_KEY, REQUEST_007},
	{NEEDS_BODY | TAKES_BODY, REQUEST_001},
	{NEEDS_BODY | TAKES_BODY, REQUEST_004},
	{NEEDS_BODY | TAKES_BODY, REQUEST_005},
	{LIMITS, RATE_001}, {HASHES, SERVER_005},
	{NEEDS_TOKEN | USES_DATABASE, SERVER_001},
	{NEEDS_TOKEN, SERVER_003},
};
/* clang-format on */

const size_t api_route_count = COUNT(api_routes);
const size_t api_tag_count = COUNT(api_tags);

void
api_route_errors(const struct http_route *route, bool may[ERROR_COUNT])
{
	const enum error *own = route->operation->errors;
	size_t i;

	memset(may, 0, ERROR_COUNT * sizeof(*may));
	may[SERVER_002] = true;
	may[VALIDATION_006] = true; /* for strict clients */
	for (i = 0; i < COUNT(needed); i++) {
		if (route->needs & needed[i].needs)
			may[needed[i].err] = true;
	}
	/* Of an API token, or one that may only read. */
	if ((route->needs & NEEDS_TOKEN) && !(route->needs & TAKES_API_TOKEN))
		may[AUTHZ_002] = true;
	if (route->operation->params)
		may[VALIDATION_002] = true;
	if (route->operation->traits & READS_MATCH)
		may[REQUEST_006] = true;
	for (; own && *own != OK; own++)
		may[*own] = true;
}
