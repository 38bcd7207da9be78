/* todo.c: the handlers of todos. */
#include "api/call.h"
#include "api/route.h"
#include "api/todo_cursor.h"
#include "api/todo_query.h"
#include "api/upkeep.h"
#include "db/todo.h"
#include "db/todo_list.h"
#include "json/parser.h"
#include "json/todo.h"

static enum error
read_page(
    struct call *call, const struct todo_query *query, struct todo_page *page)
{
	/* First, for among very many a search may not come to its end. */
	if (query->find.words_len > 0)
		api_upkeep_search(call->api, &call->caller.user_id);
	return db_todo_list_read(call->api->db, &call->caller, query, page);
}

enum error
api_todo_list(struct call *call)
{
	const struct id *user = &call->caller.user_id;
	char cursor[TODO_CURSOR_MAX];
	struct todo_query query;
	struct todo_page page;
	enum error err;

	err = api_todo_query_read(call->req->query, user, &query, &call->fault);
	if (err == OK)
		err = read_page(call, &query, &page);
	if (err != OK)
		return err;
	if (page.has_more)
		page.next_cursor = api_todo_cursor_write(
		    &query, user, &page.items[page.count - 1], cursor);
	json_todo_write_page(&call->res->body, &page, &query);
	return OK;
}

/* Adds a todo, and counts how many there are where that is needed. */
static enum error
add(struct call *call, const struct todo_change *change, struct todo *todo)
{
	const struct id *user = &call->caller.user_id;
	long limit = call->api->settings->todos;
	enum error err;
	int64_t held;

	if (limit == 0 || api_lease_take(&call->api->leases, user, call->now))
		return db_todo_insert(
		    call->api->db, &call->caller, change, call->now, todo);
	err = db_todo_insert_within(call->api->db, &call->caller, change,
	    call->now, limit, &held, todo);
	if (err == OK)
		api_lease_give(
		    &call->api->leases, user, held, limit, call->now);
	return err;
}

enum error
api_todo_create(struct call *call)
{
	char id[ID_TEXT];
	struct todo_change change;
	struct todo todo;
	enum error err;

	err = json_todo_read_new(call->api->parser, &change, &call->fault);
	if (err == OK)
		err = add(call, &change, &todo);
	if (err != OK)
		return err;
	base_id_format(&todo.id, id);
	call->res->status = 201;
	http_response_location(call->res, call->req->prefix, "/todos/", id);
	json_todo_write(&call->res->body, &todo);
	return OK;
}

enum error
api_todo_show(struct call *call)
{
	struct id id = api_call_id(call);
	struct todo todo;
	enum error err = db_todo_find(call->api->db, &call->caller, &id, &todo);

	if (err == OK)
		json_todo_write(&call->res->body, &todo);
	return err;
}

/* Whether a change names anything at all. */
static bool
is_empty(const struct todo_change *change)
{
#define IS_ABSENT(name, ...) change->has_##name == ABSENT &&
	return TODO_FIELDS_GIVEN(IS_ABSENT) change->has_completed == ABSENT;
#undef IS_ABSENT
}

enum error
api_todo_update(struct call *call)
{
	struct id id = api_call_id(call);
	struct todo_change change;
	struct todo todo;
	enum error err;

	err = json_todo_read_change(call->api->parser, &change, &call->fault);
	if (err != OK)
		return err;
	if (is_empty(&change))
		err = db_todo_find(call->api->db, &call->caller, &id, &todo);
	else
		err = db_todo_update(call->api->db, &call->caller, &id, &change,
		    call->now, &todo);
	if (err == OK)
		json_todo_write(&call->res->body, &todo);
	return err;
}

enum error
api_todo_delete(struct call *call)
{
	struct id id = api_call_id(call);
	enum error err = db_todo_delete(call->api->db, &call->caller, &id);

	if (err == OK) {
		call->res->status = 204;
		call->res->content_type = NULL;
	}
	return err;
}
