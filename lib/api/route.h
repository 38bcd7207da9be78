/* route.h: the table of endpoints, and their handlers. */
#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "http/router.h"

extern const struct http_route api_routes[];
extern const size_t api_route_count;

/*
 * Each handler finds its needs fulfilled, fills call->res, and returns OK or
 * the error to answer with.
 */
enum error api_health_show(struct call *call);
enum error api_health_live(struct call *call);
enum error api_health_ready(struct call *call);
enum error api_metrics_show(struct call *call);
enum error api_user_register(struct call *call);
enum error api_user_change_password(struct call *call);
enum error api_login_begin(struct call *call);
enum error api_login_refresh(struct call *call);
enum error api_session_logout(struct call *call);
enum error api_session_logout_all(struct call *call);
enum error api_session_list(struct call *call);
enum error api_session_end(struct call *call);
enum error api_todo_list(struct call *call);
enum error api_todo_create(struct call *call);
enum error api_todo_show(struct call *call);
enum error api_todo_update(struct call *call);
enum error api_todo_delete(struct call *call);
enum error api_admin_list(struct call *call);
enum error api_admin_show(struct call *call);
enum error api_admin_update(struct call *call);
enum error api_admin_revoke(struct call *call);

#endif
