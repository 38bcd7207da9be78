/* admin.c: the handlers for admins: users, and the end of their sessions. */
#include "api/call.h"
#include "api/link.h"
#include "api/route.h"
#include "api/user_query.h"
#include "db/revoke.h"
#include "db/user.h"
#include "json/user.h"

enum error
api_admin_list(struct call *call)
{
	char email[QUERY_VALUE_MAX];
	struct user_query query;
	struct user items[USER_PAGE_MAX];
	struct user_page page = {.items = items};
	enum error err;

	err =
	    api_user_query_read(call->req->query, &query, email, &call->fault);
	if (err == OK)
		err = db_user_list(call->api->db, &call->caller, &query, &page);
	if (err != OK)
		return err;
	json_user_write_page(&call->res->body, &page, &query);
	api_link_pages(call,
	    &(const struct api_link){.skip = query.skip,
		.limit = query.limit,
		.has_more = query.skip + (int64_t)page.count < page.total});
	http_etag_answer_body(call->res, call->req->if_none_match);
	return OK;
}

enum error
api_admin_show(struct call *call)
{
	struct id id = api_call_id(call);
	struct user user;
	enum error err = db_user_find(call->api->db, &call->caller, &id, &user);

	if (err == OK)
		json_user_write(&call->res->body, &user);
	return err;
}

enum error
api_admin_update(struct call *call)
{
	struct id id = api_call_id(call);
	struct user user;
	bool active = false;
	enum error err =
	    json_user_read_change(call->api->parser, &active, &call->fault);

	/* Admins who lock themselves out have nobody to let them in again. */
	if (err == OK && !active && base_id_equal(&id, &call->caller.user_id))
		err = base_error_blame(&call->fault, OK, VALIDATION_002,
		    "is_active", "true for one's own account");
	if (err == OK)
		err = db_user_set_active(call->api->db, &call->caller, &id,
		    active, call->now, &user);
	if (err == OK)
		json_user_write(&call->res->body, &user);
	return err;
}

enum error
api_admin_revoke(struct call *call)
{
	struct id id = api_call_id(call);
	int64_t count;
	enum error err =
	    db_revoke_all(call->api->db, &call->caller, &id, call->now, &count);

	if (err == OK)
		json_user_write_revoked(&call->res->body, count);
	return err;
}
