/* metrics.c: shows what the pool has counted, to those who may see it. */
#include "api/metrics.h"

#include "api/call.h"
#include "api/route.h"
#include "auth/gate.h"
#include "base/log.h"
#include "base/version.h"
#include "db/statement.h"
#include "http/address.h"
#include "metric/count.h"

#include <string.h>

#define ENDPOINTS_MAX 64 /* distinct patterns, and unmatched */

static const char *methods[HTTP_OTHER + 1];
static const char *statements[DB_STATEMENT_COUNT];
static const char *endpoints[ENDPOINTS_MAX];
static size_t endpoint_count;

/* Patterns that come up again, with another method, have one name. */
static void
list_endpoints(void)
{
	const char *pattern;
	size_t i;

	endpoint_count = 0;
	for (i = 0; i < api_route_count; i++) {
		pattern = api_routes[i].pattern;
		if (endpoint_count < ENDPOINTS_MAX - 1 &&
		    api_metrics_endpoint(pattern) == endpoint_count)
			endpoints[endpoint_count++] = pattern;
	}
	endpoints[endpoint_count] = "unmatched";
}

bool
api_metrics_open(const struct settings *settings)
{
	struct metric_names names;
	size_t i;

	for (i = 0; i <= HTTP_OTHER; i++)
		methods[i] = http_method_name((enum http_method)i);
	for (i = 0; i < DB_STATEMENT_COUNT; i++)
		statements[i] = db_statement_name((enum db_statement)i);
	list_endpoints();
	names.methods = (struct metric_list){methods, HTTP_OTHER + 1};
	names.endpoints = (struct metric_list){endpoints, endpoint_count + 1};
	names.statements = (struct metric_list){statements, DB_STATEMENT_COUNT};
	return metric_count_open(settings->metrics_file, &names);
}

size_t
api_metrics_endpoint(const char *pattern)
{
	size_t i = 0;

	while (
	    pattern && i < endpoint_count && strcmp(endpoints[i], pattern) != 0)
		i++;
	return pattern ? i : endpoint_count;
}

/* With a token set only the token counts; a shell has no address. */
static enum error
check_reader(struct call *call)
{
	const char *token = call->api->settings->metrics_token;
	const struct json_strings *list = &call->api->metrics_addresses;
	struct text address = call->req->remote_addr;
	size_t i;

	if (*token) {
		call->token_sent =
		    auth_gate_has_token(call->req->authorization);
		return auth_gate_is(call->req->authorization, token) ? OK :
								       AUTH_005;
	}
	/* Its peer is a proxy, of this host perhaps, and not who asks. */
	if (call->req->is_hidden)
		return AUTHZ_002;
	for (i = 0; i < list->count; i++) {
		if (http_address_equal(address, base_text_of(list->items[i])))
			return OK;
	}
	return address.len == 0 && !call->api->peer ? OK : AUTHZ_002;
}

enum error
api_metrics_show(struct call *call)
{
	enum error err = check_reader(call);

	if (err != OK)
		return err;
	if (!metric_count_write(base_version, &call->res->body)) {
		base_log(LOG_ERROR, "METRICS_FILE: %s", metric_count_reason());
		return SERVER_002;
	}
	call->res->content_type = "text/plain; version=0.0.4; charset=utf-8";
	return OK;
}
