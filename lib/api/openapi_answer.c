/* openapi_answer.c: what an operation answers where all goes well. */
#include "api/openapi_answer.h"

#include "api/openapi_error.h"
#include "api/openapi_example.h"
#include "api/openapi_header.h"
#include "api/openapi_schema.h"
#include "http/media.h"

#include <stdio.h>

static void
write_content(struct json_stream *json, const struct operation *operation,
    const struct settings *settings, bool unwell)
{
	bool is_text = operation->traits & GIVES_TEXT;

	if (!operation->answer &&
	    !(operation->traits & (GIVES_TEXT | GIVES_DOCUMENT)))
		return;
	json_stream_open(json, "content", '{');
	json_stream_open(json, is_text ? "text/plain" : HTTP_MEDIA_JSON, '{');
	if (operation->answer) {
		api_openapi_schema_refer(json, "schema", operation->answer);
		api_openapi_example_answer(json, operation, settings, unwell);
	} else {
		json_stream_open(json, "schema", '{');
		json_stream_text(json, "type", is_text ? "string" : "object");
		json_stream_close(json, '}');
	}
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}

/* An answer that is no error; unwell: with status 503. */
static void
write_success(struct json_stream *json, const struct http_route *route,
    const struct settings *settings, int status)
{
	const struct operation *operation = route->operation;
	const struct shape *answer = operation->answer;
	unsigned int traits = operation->traits;
	char name[16];

	snprintf(name, sizeof(name), "%d", status);
	json_stream_open(json, name, '{');
	json_stream_text(json, "description",
	    status == 304     ? "The client has it already" :
		status == 503 ? "The same, of a service that cannot serve" :
		answer        ? answer->about :
		status == 204 ? "Done" :
				"What was asked for");
	json_stream_open(json, "headers", '{');
	api_openapi_header_common(json, route);
	if (traits & GIVES_LOCATION)
		api_openapi_header_refer(json, "Location");
	if (traits & (GIVES_TAG | GIVES_DOCUMENT))
		api_openapi_header_refer(json, "ETag");
	if (traits & (GIVES_LINK | GIVES_PAGES))
		api_openapi_header_refer(json, "Link");
	if (traits & SETS_COOKIE)
		api_openapi_header_refer(json, "Set-Cookie");
	if (traits & GIVES_DOCUMENT) {
		api_openapi_header_refer(json, "Cache-Control");
		api_openapi_header_refer(json, "Access-Control-Allow-Origin");
	}
	json_stream_close(json, '}');
	if (status != 304)
		write_content(json, operation, settings, status == 503);
	json_stream_close(json, '}');
}

void
api_openapi_answer_list(struct json_stream *json,
    const struct http_route *route, const struct settings *settings)
{
	const struct operation *operation = route->operation;

	json_stream_open(json, "responses", '{');
	write_success(json, route, settings, operation->status);
	if (route->method == HTTP_GET &&
	    operation->traits & (GIVES_TAG | GIVES_DOCUMENT))
		write_success(json, route, settings, 304);
	api_openapi_error_list(json, route);
	if (operation->traits & MAY_BE_UNWELL)
		write_success(json, route, settings, 503);
	json_stream_close(json, '}');
}
