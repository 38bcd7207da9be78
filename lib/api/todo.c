/* todo.c: the handlers of todos. */
#include "api/call.h"
#include "api/idempotency.h"
#include "api/link.h"
#include "api/route.h"
#include "api/todo_cursor.h"
#include "api/todo_query.h"
#include "api/todo_tag.h"
#include "api/upkeep.h"
#include "db/todo.h"
#include "db/todo_list.h"
#include "json/parser.h"
#include "json/todo.h"

/* Among so many todos a first search that reads them would take 0.1 s. */
#define MANY 10000

static enum error
read_page(
    struct call *call, const struct todo_query *query, struct todo_page *page)
{
	struct api *api = call->api;
	enum error err;

	/* First, for among very many a search may not come to its end. */
	if (query->find.words_len > 0)
		api_upkeep_search(api, &call->caller.user_id);
	err = db_todo_list_read(api->db, &call->caller, query, page);
	if (err == OK && page->total >= MANY)
		api_upkeep_search(api, &call->caller.user_id);
	return err;
}

/* What the headers tell of a page that is in the body. */
static void
answer_page(struct call *call, const struct todo_query *query,
    const struct todo_page *page)
{
	api_link_pages(call,
	    &(const struct api_link){.skip = query->skip,
		.limit = query->limit,
		.by_skip = query->has_skip,
		.has_more = page->has_more,
		.cursor = page->next_cursor});
	http_etag_answer_body(call->res, call->req->if_none_match);
}

/* Adds the tag of the todo that is in the body. */
static void
answer_tag(struct call *call, const struct todo *todo)
{
	char tag[ETAG_TEXT];

	api_todo_tag_write(todo, tag);
	if (call->match.route->method == HTTP_GET)
		http_etag_answer(call->res, tag, call->req->if_none_match);
	else
		http_response_header(call->res, "ETag", tag);
}

static void
answer_todo(struct call *call, const struct todo *todo)
{
	json_todo_write(&call->res->body, todo);
	answer_tag(call, todo);
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
	answer_page(call, &query, &page);
	return OK;
}

/* Adds a todo, and counts how many there are where that is needed. */
static enum error
add(struct call *call, struct todo *todo, struct idempotency *same)
{
	const struct id *user = &call->caller.user_id;
	long limit = call->api->settings->todos;
	enum error err;
	int64_t held;

	if (limit == 0 ||
	    api_lease_take(&call->api->leases, user, 1, call->now))
		return db_todo_insert(call->api->db, &call->caller, todo, same);
	err = db_todo_insert_within(
	    call->api->db, &call->caller, todo, limit, &held, same);
	if (err == OK)
		api_lease_give(
		    &call->api->leases, user, held, limit, call->now);
	return err;
}

/* The answer of a todo that is made, but for its tag. */
static void
write_created(struct call *call, const struct todo *todo)
{
	char id[ID_TEXT];

	base_id_format(&todo->id, id);
	call->res->status = 201;
	http_response_location(call->res, call->req->prefix, "/todos/", id);
	json_todo_write(&call->res->body, todo);
}

enum error
api_todo_create(struct call *call)
{
	struct api_idempotency kept;
	struct todo_change change;
	struct idempotency *same;
	struct todo todo;
	enum error err;

	err = json_todo_read_new(call->api->parser, &change, &call->fault);
	if (err == OK)
		err = api_idempotency_read(call, &kept, &same);
	if (err != OK)
		return err;
	todo = db_todo_new(&call->caller, &change, call->now);
	write_created(call, &todo);
	/* What is kept is whole. */
	err = http_response_is_cut(call->res) ?
	    SERVER_002 :
	    add(call, &todo, api_idempotency_keep(call, same));
	if (err != OK)
		return err;
	if (api_idempotency_answer(call, same))
		todo =
		    (struct todo){.id = same->id, .revision = same->revision};
	answer_tag(call, &todo);
	return OK;
}

enum error
api_todo_show(struct call *call)
{
	struct id id = api_call_id(call);
	struct todo todo;
	enum error err = db_todo_find(call->api->db, &call->caller, &id, &todo);

	if (err == OK)
		answer_todo(call, &todo);
	return err;
}

/* A change that names nothing: the todo as it is, if that is what is matched. */
static enum error
leave(struct call *call, const struct id *id, const struct todo_match *match,
    struct todo *todo)
{
	enum error err = db_todo_find(call->api->db, &call->caller, id, todo);

	return err == OK && match && !api_todo_tag_fits(match, todo) ?
	    REQUEST_006 :
	    err;
}

/* The revisions that the request is for, in room; NULL: any. */
static const struct todo_match *
read_match(
    const struct call *call, const struct id *id, struct todo_match *room)
{
	return api_todo_tag_match(call->req->if_match, id, room) ? room : NULL;
}

enum error
api_todo_update(struct call *call)
{
	struct id id = api_call_id(call);
	const struct todo_match *match;
	struct todo_change change;
	struct todo_match room;
	struct todo todo;
	enum error err;

	err = json_todo_read_change(call->api->parser, &change, &call->fault);
	if (err != OK)
		return err;
	match = read_match(call, &id, &room);
	if (model_todo_is_unchanged(&change))
		err = leave(call, &id, match, &todo);
	else
		err = db_todo_update(call->api->db, &call->caller, &id, &change,
		    match, call->now, &todo);
	if (err == OK)
		answer_todo(call, &todo);
	return err;
}

enum error
api_todo_delete(struct call *call)
{
	struct id id = api_call_id(call);
	struct todo_match room;
	enum error err = db_todo_delete(
	    call->api->db, &call->caller, &id, read_match(call, &id, &room));

	if (err == OK) {
		call->res->status = 204;
		call->res->content_type = NULL;
	}
	return err;
}
