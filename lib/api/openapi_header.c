/* openapi_header.c: which headers answers have, and what they say. */
#include "api/openapi_header.h"

#include "http/media.h"

#include <stddef.h>

/* The headers that answers have for a reason; others are in the head. */
static const struct {
	const char *name;
	const char *about;
	const char *example;
} headers[] = {
    {"X-Request-ID",
	"The request's id, as in the log: the client's own, if it sent one of 1 "
	"to 64 letters, digits, dots, dashes and underscores",
	"req_abc123def456"},
    {"Preference-Applied",
	"What of the request's Prefer counted; only where something did",
	"handling=strict"},
    {"RateLimit-Policy",
	"How many requests a minute (w, in seconds) this client may send, by "
	"each of the limits (draft-ietf-httpapi-ratelimit-headers)",
	"\"login-failures\";q=60;w=60, \"hashes\";q=120;w=60"},
    {"RateLimit", "How many of them are left (r), for so many seconds (t)",
	"\"login-failures\";r=59;t=60, \"hashes\";r=117;t=31"},
    {"Deprecation", "Since when the operation is discouraged (RFC 9745)",
	"@1798761600"},
    {"Sunset", "When the operation will be gone (RFC 8594)",
	"Fri, 01 Jan 2027 00:00:00 GMT"},
    {"Server-Timing",
	"How many milliseconds the database and all of the request took; only "
	"with SERVER_TIMING",
	"db;dur=0.412, total;dur=0.633"},
    {"WWW-Authenticate",
	"How to be let in; error=\"invalid_token\" only where a token was sent",
	"Bearer realm=\"todo-api\""},
    {"Retry-After", "Seconds until it is worth trying again", "1"},
    {"Allow", "The methods that the path has", "GET, HEAD, OPTIONS"},
    {"Accept-Encoding",
	"What the body may be encoded as; only where it was encoded otherwise",
	"identity"},
    {"Location", "The path of what was made",
	"/todos/5b1f0c6e-9a4d-4e0b-8c55-2f3d7a6190ee"},
    {"Set-Cookie",
	"The refresh token for browsers, in a cookie that scripts cannot read; "
	"or its end",
	"refresh_token=; Max-Age=0; Path=/auth; HttpOnly; Secure; "
	"SameSite=Strict"},
    {"Link",
	"Where the API's document and its page are (RFC 8631), or the first, "
	"next and previous page of a list (RFC 8288)",
	"</openapi.json>; rel=\"service-desc\", </docs>; rel=\"service-doc\""},
    {"Accept-Patch", "What a PATCH of it may be (RFC 5789)",
	HTTP_MEDIA_PATCHES},
    {"ETag",
	"Names the state that is in the body: for If-None-Match, and If-Match "
	"where that is read",
	"\"0123456789abcdef\""},
    {"Cache-Control", "What caches may keep, and must ask about each time",
	"no-cache"},
    {"Access-Control-Allow-Origin", "Which origins' pages may read it", "*"},
};

void
api_openapi_header_refer(struct json_stream *json, const char *name)
{
	json_stream_open(json, name, '{');
	json_stream_name(json, "$ref");
	base_buffer_printf(json->out, "\"#/components/headers/%s\"", name);
	json_stream_close(json, '}');
}

void
api_openapi_header_common(
    struct json_stream *json, const struct http_route *route)
{
	api_openapi_header_refer(json, "X-Request-ID");
	api_openapi_header_refer(json, "Preference-Applied");
	if (!route || route->needs & (HASHES | LIMITS_REFRESHES)) {
		api_openapi_header_refer(json, "RateLimit-Policy");
		api_openapi_header_refer(json, "RateLimit");
	}
	if (!route || !(route->needs & HASHES))
		api_openapi_header_refer(json, "Server-Timing");
	if (!route || route->operation->deprecated)
		api_openapi_header_refer(json, "Deprecation");
	if (!route || route->operation->sunset)
		api_openapi_header_refer(json, "Sunset");
}

void
api_openapi_header_components(struct json_stream *json)
{
	size_t i;

	json_stream_open(json, "headers", '{');
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		json_stream_open(json, headers[i].name, '{');
		json_stream_text(json, "description", headers[i].about);
		json_stream_open(json, "schema", '{');
		json_stream_text(json, "type", "string");
		json_stream_close(json, '}');
		json_stream_text(json, "example", headers[i].example);
		json_stream_close(json, '}');
	}
	json_stream_close(json, '}');
}
