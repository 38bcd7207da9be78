/* openapi_header.c: which headers answers have, and what they say. */
#include "api/openapi_header.h"

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
	"application/merge-patch+json, application/json"},
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
