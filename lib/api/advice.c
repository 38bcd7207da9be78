/* advice.c: tells of lifetimes, quotas, preferences and times. */
#include "api/advice.h"

#include "api/route.h"
#include "api/strict.h"
#include "base/time.h"
#include "db/conn.h"

void
api_advice_add(struct call *call, int64_t start)
{
	const struct http_route *route = call->match.route;
	const struct operation *operation = route->operation;
	struct http_response *res = call->res;

	http_response_lifetime(res, operation->deprecated, operation->sunset);
	http_quota_write(res, call->quotas, call->quota_count);
	if (api_strict_is_wanted(call))
		http_response_header(
		    res, "Preference-Applied", "handling=strict");
	/* How long a login takes shall not tell whether there is a user. */
	if (call->api->settings->server_timing && !(route->needs & HASHES))
		http_response_timing(res, db_conn_spent(call->api->db),
		    base_time_steady() - start);
}
