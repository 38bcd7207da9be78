/* health.c: says whether the process lives and the service can serve. */
#include "api/call.h"
#include "api/route.h"
#include "db/conn.h"
#include "db/schema.h"
#include "json/answer.h"

enum error
api_health_show(struct call *call)
{
	bool healthy = db_schema_ping(call->api->db) == OK;

	call->res->status = healthy ? 200 : 503;
	json_answer_health(&call->res->body, healthy, call->now);
	return OK;
}

enum error
api_health_live(struct call *call)
{
	json_answer_alive(&call->res->body, call->now);
	return OK;
}

enum error
api_health_ready(struct call *call)
{
	struct db_schema schema;
	struct json_ready ready;

	db_schema_look(call->api->db, &schema);
	ready.answers = schema.answers;
	ready.writable = schema.writable;
	ready.schema = schema.version >= DB_SCHEMA_VERSION && schema.readable;
	call->res->status =
	    json_answer_ready(&call->res->body, &ready, call->now) ? 200 : 503;
	return OK;
}
