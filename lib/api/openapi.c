/* openapi.c: writes the document's head, and its operations by their rows. */
#include "api/openapi.h"

#include "api/openapi_answer.h"
#include "api/openapi_error.h"
#include "api/openapi_example.h"
#include "api/openapi_fault.h"
#include "api/openapi_header.h"
#include "api/openapi_schema.h"
#include "api/route.h"
#include "base/version.h"
#include "http/media.h"

#include <ctype.h>
#include <string.h>

#define METHOD_MAX 16 /* bytes of a method's name */

static void
write_info(struct json_stream *json, const struct settings *settings)
{
	json_stream_open(json, "info", '{');
	json_stream_text(json, "title", "todo-api");
	json_stream_text(json, "version", base_version);
	json_stream_name(json, "description");
	base_buffer_printf(json->out,
	    "\"A multi-user todo service.\\n\\n"
	    "Bodies are JSON objects in UTF-8 of at most %ld bytes; members "
	    "and parameters that are unknown are ignored, or refused where "
	    "`Prefer: handling=strict` asks for it. Errors have the form of "
	    "RFC 9457 for clients whose `Accept` prefers "
	    "application/problem+json. Times are RFC 3339 in UTC. An access "
	    "token lives %ld minutes, a refresh token %ld days.\\n\\n"
	    "HEAD works where GET does. OPTIONS names the methods of a path in "
	    "`Allow`; other methods are REQUEST_003 (405), with `Allow` too, "
	    "and other paths REQUEST_002 (404). Every answer also has "
	    "`X-Content-Type-Options: nosniff`, `Vary: Origin,Accept,"
	    "Prefer` and, where "
	    "nothing else is said, `Cache-Control: no-store`; for pages of "
	    "allowed origins it has the headers of CORS. The web server adds "
	    "a `Content-Security-Policy` that lets pages do nothing and, over "
	    "TLS, `Strict-Transport-Security`.\"",
	    settings->max_body_bytes, settings->access_minutes,
	    settings->refresh_days);
	json_stream_open(json, "license", '{');
	json_stream_text(json, "name", "MIT");
	json_stream_text(json, "identifier", "MIT");
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}

static void
write_servers(struct json_stream *json, struct text prefix)
{
	json_stream_open(json, "servers", '[');
	json_stream_open(json, NULL, '{');
	json_stream_name(json, "url");
	/* A prefix has letters, digits and a few marks, nothing to escape. */
	base_buffer_printf(json->out, "\"%.*s\"",
	    prefix.len ? (int)prefix.len : 1, prefix.len ? prefix.data : "/");
	json_stream_close(json, '}');
	json_stream_close(json, ']');
}

static void
write_tags(struct json_stream *json)
{
	size_t i;

	json_stream_open(json, "tags", '[');
	for (i = 0; i < api_tag_count; i++) {
		json_stream_open(json, NULL, '{');
		json_stream_text(json, "name", api_tags[i].name);
		json_stream_text(json, "description", api_tags[i].about);
		json_stream_close(json, '}');
	}
	json_stream_close(json, ']');
}

/* What one of the ways to be let in asks for; NULL: nothing more. */
static void
write_way(struct json_stream *json, const char *first, const char *second)
{
	json_stream_open(json, NULL, '{');
	if (first) {
		json_stream_open(json, first, '[');
		json_stream_close(json, ']');
	}
	if (second) {
		json_stream_open(json, second, '[');
		json_stream_close(json, ']');
	}
	json_stream_close(json, '}');
}

static void
write_security(struct json_stream *json, const struct http_route *route)
{
	const char *bearer = route->needs & NEEDS_TOKEN ? "bearer" : NULL;
	unsigned int traits = route->operation->traits;

	json_stream_open(json, "security", '[');
	if (bearer || traits & (READS_COOKIE | READS_METRICS_TOKEN))
		write_way(json, bearer, NULL);
	if (traits & READS_COOKIE)
		write_way(json, bearer, "refreshCookie");
	if (traits & READS_METRICS_TOKEN)
		write_way(json, bearer, "metricsToken");
	json_stream_close(json, ']');
}

static void
write_media(
    struct json_stream *json, const char *type, const struct shape *body)
{
	json_stream_open(json, type, '{');
	api_openapi_schema_refer(json, "schema", body);
	api_openapi_example_body(json, body);
	json_stream_close(json, '}');
}

static void
write_body(struct json_stream *json, const struct http_route *route)
{
	const struct shape *body = route->operation->body;

	if (!body)
		return;
	json_stream_open(json, "requestBody", '{');
	json_stream_flag(json, "required", route->needs & NEEDS_BODY);
	json_stream_open(json, "content", '{');
	if (route->needs & TAKES_PATCH)
		write_media(json, HTTP_MEDIA_PATCH, body);
	write_media(json, HTTP_MEDIA_JSON, body);
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}

void
api_openapi_operation(struct json_stream *json, const struct http_route *route,
    const struct settings *settings)
{
	const char *name = http_method_name(route->method);
	char lower[METHOD_MAX] = "";
	size_t i;

	for (i = 0; i < METHOD_MAX - 1 && name[i]; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	json_stream_open(json, lower, '{');
	json_stream_text(json, "operationId", route->operation->id);
	json_stream_open(json, "tags", '[');
	json_stream_text(json, NULL, route->operation->tag);
	json_stream_close(json, ']');
	json_stream_text(json, "summary", route->operation->about);
	if (route->operation->deprecated)
		json_stream_flag(json, "deprecated", true);
	if (route->needs & NEEDS_ADMIN)
		json_stream_text(json, "description", "For admins only.");
	if (route->needs & TAKES_API_TOKEN)
		json_stream_text(
		    json, "description", "An API token will do as well.");
	if (route->needs & TAKES_FULL_API_TOKEN)
		json_stream_text(json, "description",
		    "An API token with full access will do as well.");
	write_security(json, route);
	api_openapi_schema_params(json, route);
	write_body(json, route);
	api_openapi_answer_list(json, route, settings);
	json_stream_close(json, '}');
}

/* Whether a row above this one has its path, and tells of both. */
static bool
is_told(const struct http_route *route)
{
	const struct http_route *above;

	for (above = api_routes; above < route; above++) {
		if (strcmp(above->pattern, route->pattern) == 0)
			return true;
	}
	return false;
}

static void
write_paths(struct json_stream *json, const struct settings *settings)
{
	const struct http_route *end = api_routes + api_route_count;
	const struct http_route *first, *route;

	json_stream_open(json, "paths", '{');
	for (first = api_routes; first < end; first++) {
		if (is_told(first))
			continue;
		json_stream_open(json, first->pattern, '{');
		for (route = first; route < end; route++) {
			if (strcmp(route->pattern, first->pattern) == 0)
				api_openapi_operation(json, route, settings);
		}
		json_stream_close(json, '}');
	}
	json_stream_close(json, '}');
}

/* A scheme that is a token in Authorization. */
static void
write_bearer(struct json_stream *json, const char *name, const char *format,
    const char *about)
{
	json_stream_open(json, name, '{');
	json_stream_text(json, "type", "http");
	json_stream_text(json, "scheme", "bearer");
	if (format)
		json_stream_text(json, "bearerFormat", format);
	json_stream_text(json, "description", about);
	json_stream_close(json, '}');
}

static void
write_schemes(struct json_stream *json)
{
	json_stream_open(json, "securitySchemes", '{');
	write_bearer(json, "bearer", "JWT",
	    "The access token of login or refresh, or an API token where "
	    "an operation says so");
	json_stream_open(json, "refreshCookie", '{');
	json_stream_text(json, "type", "apiKey");
	json_stream_text(json, "in", "cookie");
	json_stream_text(json, "name", REFRESH_COOKIE);
	json_stream_text(json, "description",
	    "The refresh token as login's cookie, for browsers; a token in the "
	    "body wins");
	json_stream_close(json, '}');
	write_bearer(json, "metricsToken", NULL,
	    "The secret METRICS_TOKEN of the settings, where one is set");
	json_stream_close(json, '}');
}

void
api_openapi_write(
    struct buffer *out, const struct settings *settings, struct text prefix)
{
	struct json_stream json = {out, false};

	json_stream_open(&json, NULL, '{');
	json_stream_text(&json, "openapi", "3.1.0");
	write_info(&json, settings);
	write_servers(&json, prefix);
	write_tags(&json);
	write_paths(&json, settings);
	json_stream_open(&json, "components", '{');
	write_schemes(&json);
	api_openapi_schema_list(&json);
	api_openapi_schema_prefer(&json);
	api_openapi_error_components(&json);
	api_openapi_header_components(&json);
	api_openapi_fault_components(&json);
	json_stream_close(&json, '}');
	json_stream_close(&json, '}');
}
