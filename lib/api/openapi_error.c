/* openapi_error.c: groups errors by status, and tells of each group. */
#include "api/openapi_error.h"

#include "api/openapi_fault.h"
#include "api/openapi_header.h"
#include "api/openapi_schema.h"
#include "http/media.h"
#include "json/answer.h"

#include <stdio.h>
#include <string.h>

#define STATUS_MIN 400
#define STATUS_MAX 503
#define COMPONENT_MAX 256 /* bytes of a component's name */

/* The errors of one status that an operation may answer with. */
struct group {
	int status;
	enum error errors[ERROR_COUNT];
	size_t count;
};

/* The errors of a status; false: there are none. */
static bool
group_of(const struct http_route *route, int status, struct group *group)
{
	bool may[ERROR_COUNT];
	enum error error;

	group->status = status;
	group->count = 0;
	api_route_errors(route, may);
	for (error = OK + 1; error < ERROR_COUNT; error++) {
		if (may[error] && base_error_status(error) == status)
			group->errors[group->count++] = error;
	}
	return group->count > 0;
}

/* The name of the component that tells of a group: its codes. */
static void
name_group(const struct group *group, char name[COMPONENT_MAX])
{
	size_t i, len = 0;

	name[0] = '\0';
	for (i = 0; i < group->count && len < COMPONENT_MAX; i++)
		len += (size_t)snprintf(name + len, COMPONENT_MAX - len, "%s%s",
		    i ? "_" : "", base_error_name(group->errors[i]));
}

/*
 * How many of a group are of the operation's own fields, or items: where one is,
 * no component tells of the group.
 */
static size_t
count_own(const struct operation *operation, const struct group *group)
{
	size_t i, count = 0;

	for (i = 0; i < group->count; i++)
		count += api_openapi_fault_is_own(operation, group->errors[i]);
	return count;
}

static void
write_error_headers(struct json_stream *json, const struct http_route *route,
    const struct group *group)
{
	bool retry = false;
	size_t i;

	for (i = 0; i < group->count; i++) {
		if (base_error_traits(group->errors[i]) & MAY_RETRY)
			retry = true;
	}
	json_stream_open(json, "headers", '{');
	api_openapi_header_common(json, route);
	if (group->status == 401)
		api_openapi_header_refer(json, "WWW-Authenticate");
	if (group->status == 405)
		api_openapi_header_refer(json, "Allow");
	if (group->status == 415) {
		api_openapi_header_refer(json, "Accept-Encoding");
		api_openapi_header_refer(json, "Accept-Patch");
	}
	if (retry)
		api_openapi_header_refer(json, "Retry-After");
	json_stream_close(json, '}');
}

/* Details are an object with the operation's own errors, null with the others. */
static void
write_details(struct json_stream *json, const struct operation *operation,
    const struct group *group)
{
	size_t own = count_own(operation, group);

	if (own == group->count) {
		api_openapi_schema_refer(
		    json, "details", &json_answer_fault_shape);
		return;
	}
	json_stream_open(json, "details", '{');
	if (own > 0) {
		json_stream_open(json, "anyOf", '[');
		api_openapi_schema_refer(json, NULL, &json_answer_fault_shape);
		json_stream_open(json, NULL, '{');
	}
	json_stream_text(json, "type", "null");
	if (own > 0) {
		json_stream_close(json, '}');
		json_stream_close(json, ']');
	}
	json_stream_close(json, '}');
}

/* An error in one of its forms, whose code is one of the group's. */
static void
write_error_schema(struct json_stream *json, const struct operation *operation,
    const struct group *group, const struct shape *form)
{
	size_t i;

	json_stream_open(json, "schema", '{');
	json_stream_open(json, "allOf", '[');
	api_openapi_schema_refer(json, NULL, form);
	json_stream_open(json, NULL, '{');
	json_stream_open(json, "properties", '{');
	json_stream_open(json, "error_code", '{');
	json_stream_text(json, "type", "string");
	json_stream_open(json, "enum", '[');
	for (i = 0; i < group->count; i++)
		json_stream_text(json, NULL, base_error_name(group->errors[i]));
	json_stream_close(json, ']');
	json_stream_close(json, '}');
	write_details(json, operation, group);
	json_stream_close(json, '}');
	json_stream_open(json, "required", '[');
	json_stream_text(json, NULL, "error_code");
	json_stream_text(json, NULL, "details");
	json_stream_close(json, ']');
	json_stream_close(json, '}');
	json_stream_close(json, ']');
	json_stream_close(json, '}');
}

/* When each error of a group is answered: a list, of several. */
static void
write_description(struct json_stream *json, const struct group *group)
{
	struct buffer text = {0};
	size_t i;

	for (i = 0; i < group->count; i++)
		base_buffer_printf(&text, "%s%s%s: %s", i ? "\n" : "",
		    group->count > 1 ? "- " : "",
		    base_error_name(group->errors[i]),
		    base_error_when(group->errors[i]));
	json_stream_name(json, "description");
	base_buffer_json(json->out, text.data, text.len);
	if (text.failed)
		json->out->failed = true;
	base_buffer_clear(&text);
}

static void
write_group(struct json_stream *json, const char *name,
    const struct http_route *route, const struct group *group)
{
	const struct operation *operation = route ? route->operation : NULL;
	size_t i;

	json_stream_open(json, name, '{');
	write_description(json, group);
	write_error_headers(json, route, group);
	json_stream_open(json, "content", '{');
	json_stream_open(json, HTTP_MEDIA_JSON, '{');
	write_error_schema(json, operation, group, &json_answer_error_shape);
	json_stream_open(json, "examples", '{');
	for (i = 0; i < group->count; i++)
		api_openapi_fault_example(json, operation, group->errors[i]);
	json_stream_close(json, '}');
	json_stream_close(json, '}');
	json_stream_open(json, "application/problem+json", '{');
	write_error_schema(json, operation, group, &json_answer_problem_shape);
	json_stream_close(json, '}');
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}

static void
write_error(struct json_stream *json, const struct http_route *route,
    const struct group *group)
{
	char name[16], component[COMPONENT_MAX];

	snprintf(name, sizeof(name), "%d", group->status);
	if (count_own(route->operation, group) > 0) {
		write_group(json, name, route, group);
		return;
	}
	name_group(group, component);
	json_stream_open(json, name, '{');
	json_stream_name(json, "$ref");
	base_buffer_printf(
	    json->out, "\"#/components/responses/%s\"", component);
	json_stream_close(json, '}');
}

void
api_openapi_error_list(struct json_stream *json, const struct http_route *route)
{
	struct group group;
	int status;

	for (status = STATUS_MIN; status <= STATUS_MAX; status++) {
		if (group_of(route, status, &group))
			write_error(json, route, &group);
	}
}

/* Writes the component of a group, unless the names have it already. */
static void
write_component(
    struct json_stream *json, const struct group *group, struct buffer *names)
{
	char name[COMPONENT_MAX], listed[COMPONENT_MAX + 2];

	name_group(group, name);
	snprintf(listed, sizeof(listed), " %s ", name);
	if (names->len > 0 &&
	    memmem(names->data, names->len, listed, strlen(listed)))
		return;
	base_buffer_puts(names, listed);
	write_group(json, name, NULL, group);
}

void
api_openapi_error_components(struct json_stream *json)
{
	struct buffer names = {0};
	struct group group;
	int status;
	size_t i;

	json_stream_open(json, "responses", '{');
	for (i = 0; i < api_route_count; i++) {
		for (status = STATUS_MIN; status <= STATUS_MAX; status++) {
			if (group_of(&api_routes[i], status, &group) &&
			    count_own(api_routes[i].operation, &group) == 0)
				write_component(json, &group, &names);
		}
	}
	json_stream_close(json, '}');
	if (names.failed)
		json->out->failed = true;
	base_buffer_clear(&names);
}
