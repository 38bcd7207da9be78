/* export.c: users take all that is theirs along, page by page. */
#include "api/export_query.h"
#include "api/limit.h"
#include "api/route.h"
#include "api/todo_csv.h"
#include "base/time.h"
#include "db/api_token.h"
#include "db/session.h"
#include "db/todo_list.h"
#include "db/user.h"
#include "json/export.h"

#include <stdio.h>

#define CSV "text/csv; charset=utf-8; header=present" /* RFC 4180, 3 */

/* The account, and what a session may see beside it. */
static enum error
begin_json(struct call *call)
{
	/* An API token may list neither sessions nor API tokens. */
	bool sees_all = !call->caller.api_token.data;
	struct session items[SESSION_PAGE_MAX];
	struct session_page sessions = {
	    .room = SESSION_PAGE_MAX, .items = items};
	struct api_token_page tokens;
	struct user user;
	struct db *db = call->api->db;
	enum error err = db_user_show(db, &call->caller, &user);

	if (err == OK && sees_all)
		err = db_session_list(db, &call->caller, call->now, &sessions);
	if (err == OK && sees_all)
		err = db_api_token_list(db, &call->caller, call->now, &tokens);
	if (err == OK)
		json_export_begin(&call->res->body,
		    &(const struct json_export){call->now, &user,
			sees_all ? &sessions : NULL, call->caller.session_jti,
			sees_all ? &tokens : NULL});
	return err;
}

/* Begins the next page after the last todo of this one. */
static void
move_on(struct todo_query *query, const struct todo_page *page)
{
	const struct todo *last = &page->items[page->count - 1];

	query->has_cursor = true;
	query->after.id = last->id;
	query->after.when = last->created_at;
}

static enum error
add_page(struct call *call)
{
	struct todo_query *query = &call->export.page;
	struct buffer *out = &call->res->body;
	bool is_csv = call->export.is_csv;
	struct todo_page page;
	enum error err =
	    db_todo_list_read(call->api->db, &call->caller, query, &page);

	if (err != OK)
		return err;
	if (is_csv)
		api_todo_csv_add(out, &page);
	else
		json_export_add(out, &page, !query->has_cursor);
	if (page.has_more) {
		move_on(query, &page);
		return OK;
	}
	call->more = NULL;
	if (is_csv)
		api_todo_csv_end(out);
	else
		json_export_end(out);
	return OK;
}

/* Says what the body is, and has browsers save it. */
static void
describe(struct call *call)
{
	char day[TIME_TEXT], value[80];

	base_time_format(call->now, day);
	snprintf(value, sizeof(value),
	    "attachment; filename=\"todo-export-%.10s.%s\"", day,
	    call->export.is_csv ? "csv" : "json");
	http_response_header(call->res, "Content-Disposition", value);
	if (call->export.is_csv)
		call->res->content_type = CSV;
}

/*
 * The newest todos come first, as in lists: what is made meanwhile is before the
 * place that was read up to, so that even a busy writer's export has an end.
 */
enum error
api_export_show(struct call *call)
{
	enum error err = api_export_query_read(
	    call->req->query, &call->export.is_csv, &call->fault);

	if (err == OK)
		err = api_limit_charge(call, base_text_of(call->user_id));
	if (err != OK)
		return err;
	call->export.page =
	    (struct todo_query){.limit = TODO_PAGE_MAX, .no_total = true};
	if (call->export.is_csv)
		api_todo_csv_begin(&call->res->body);
	else
		err = begin_json(call);
	call->more = add_page;
	if (err == OK)
		err = add_page(call);
	if (err == OK)
		describe(call);
	return err;
}
