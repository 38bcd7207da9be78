/* sessions.c: everyone sees the own sessions and ends one of them. */
#include "api/call.h"
#include "api/route.h"
#include "db/session.h"
#include "json/session.h"

enum error
api_sessions_list(struct call *call)
{
	struct session items[SESSION_PAGE_MAX];
	struct session_page page = {.room = SESSION_PAGE_MAX, .items = items};
	enum error err =
	    db_session_list(call->api->db, &call->caller, call->now, &page);

	if (err == OK)
		json_session_write_list(
		    &call->res->body, &page, call->caller.session_jti);
	return err;
}

enum error
api_sessions_end(struct call *call)
{
	struct id id = api_call_id(call);
	enum error err =
	    db_session_end_one(call->api->db, &call->caller, &id, call->now);

	if (err == OK) {
		call->res->status = 204;
		call->res->content_type = NULL;
	}
	return err;
}
