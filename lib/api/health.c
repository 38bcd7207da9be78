/* health.c: says whether the service can serve. */
#include "api/call.h"
#include "api/route.h"
#include "db/conn.h"
#include "json/answer.h"

enum error
api_health_show(struct call *call)
{
	bool healthy = db_conn_ping(call->api->db) == OK;

	call->res->status = healthy ? 200 : 503;
	json_answer_health(&call->res->body, healthy, call->now);
	return OK;
}
