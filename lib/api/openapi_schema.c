/* openapi_schema.c: walks the rows of shapes and parameters. */
#include "api/openapi_schema.h"

#include "json/answer.h"

#include <stdio.h>
#include <string.h>

#define SHAPES_MAX 64

/* The shapes that the document tells of, each once. */
struct shapes {
	struct {
		const struct shape *shape;
		bool closed;
	} rows[SHAPES_MAX];
	size_t count;
};

/* The type and format of each kind of field. */
static const struct {
	const char *type, *format;
} kinds[] = {
    [FIELD_ID] = {"string", "uuid"},
    [FIELD_TEXT] = {"string", NULL},
    [FIELD_TIME] = {"string", "date-time"},
    [FIELD_DATE] = {"string", "date"},
    [FIELD_FLAG] = {"boolean", NULL},
    [FIELD_NUMBER] = {"integer", NULL},
    [FIELD_SHAPE] = {"object", NULL},
    [FIELD_LIST] = {"array", NULL},
    [FIELD_NULL] = {"null", NULL},
};

static void
write_reference(
    struct json_stream *json, const char *name, const struct shape *shape)
{
	json_stream_name(json, name);
	base_buffer_printf(
	    json->out, "\"#/components/schemas/%s\"", shape->name);
}

void
api_openapi_schema_refer(
    struct json_stream *json, const char *name, const struct shape *shape)
{
	json_stream_open(json, name, '{');
	write_reference(json, "$ref", shape);
	json_stream_close(json, '}');
}

static void
write_type(struct json_stream *json, enum field_kind kind, bool nullable)
{
	if (nullable) {
		json_stream_open(json, "type", '[');
		json_stream_text(json, NULL, kinds[kind].type);
		json_stream_text(json, NULL, "null");
		json_stream_close(json, ']');
	} else {
		json_stream_text(json, "type", kinds[kind].type);
	}
	if (kinds[kind].format)
		json_stream_text(json, "format", kinds[kind].format);
}

/* A greatest value of 0 is no limit. */
static void
write_limits(struct json_stream *json, enum field_kind kind, long min, long max)
{
	static const struct {
		const char *min, *max;
	} names[] = {
	    [FIELD_TEXT] = {"minLength", "maxLength"},
	    [FIELD_NUMBER] = {"minimum", "maximum"},
	    [FIELD_LIST] = {"minItems", "maxItems"},
	    [FIELD_NULL] = {NULL, NULL},
	};

	if (!names[kind].min)
		return;
	if (min || (kind == FIELD_NUMBER && max))
		json_stream_number(json, names[kind].min, min);
	if (max)
		json_stream_number(json, names[kind].max, max);
}

/* The words, up to a NULL or their most; a null among them where it may be. */
static void
write_words(struct json_stream *json, const char *const *words, size_t most,
    bool nullable)
{
	size_t i;

	json_stream_open(json, "enum", '[');
	for (i = 0; i < most && words[i]; i++)
		json_stream_text(json, NULL, words[i]);
	if (nullable)
		json_stream_text(json, NULL, NULL);
	json_stream_close(json, ']');
}

/* A reference to the shape of a field, which may be null instead. */
static void
write_shape_field(struct json_stream *json, const struct field *field)
{
	if (!(field->traits & FIELD_NULLABLE)) {
		write_reference(json, "$ref", field->shape);
		return;
	}
	json_stream_open(json, "anyOf", '[');
	api_openapi_schema_refer(json, NULL, field->shape);
	json_stream_open(json, NULL, '{');
	json_stream_text(json, "type", "null");
	json_stream_close(json, '}');
	json_stream_close(json, ']');
}

static void
write_field(struct json_stream *json, const struct field *field)
{
	bool nullable = field->traits & FIELD_NULLABLE;

	json_stream_open(json, field->name, '{');
	if (field->kind == FIELD_SHAPE) {
		write_shape_field(json, field);
	} else {
		write_type(json, field->kind, nullable);
		write_limits(json, field->kind, field->min, field->max);
	}
	if (field->kind == FIELD_LIST)
		api_openapi_schema_refer(json, "items", field->shape);
	if (field->words)
		write_words(json, field->words, SIZE_MAX, nullable);
	json_stream_text(json, "description", field->about);
	json_stream_close(json, '}');
}

static void
write_required(struct json_stream *json, const struct shape *shape)
{
	size_t i;

	json_stream_open(json, "required", '[');
	for (i = 0; i < shape->count; i++) {
		if (!(shape->fields[i].traits & FIELD_OPTIONAL))
			json_stream_text(json, NULL, shape->fields[i].name);
	}
	json_stream_close(json, ']');
}

static void
write_shape(struct json_stream *json, const struct shape *shape, bool closed)
{
	size_t i;

	json_stream_open(json, shape->name, '{');
	json_stream_text(json, "type", "object");
	json_stream_text(json, "description", shape->about);
	json_stream_open(json, "properties", '{');
	for (i = 0; i < shape->count; i++)
		write_field(json, &shape->fields[i]);
	json_stream_close(json, '}');
	write_required(json, shape);
	if (closed)
		json_stream_flag(json, "additionalProperties", false);
	json_stream_close(json, '}');
}

/* Adds a shape, and those of its fields, unless it is there already. */
static void
add_shape(struct shapes *shapes, const struct shape *shape, bool closed)
{
	size_t i;

	for (i = 0; i < shapes->count; i++) {
		if (shapes->rows[i].shape == shape)
			return;
	}
	if (shapes->count == SHAPES_MAX)
		return;
	shapes->rows[shapes->count].shape = shape;
	shapes->rows[shapes->count++].closed = closed;
	for (i = 0; i < shape->count; i++) {
		if (shape->fields[i].shape)
			add_shape(shapes, shape->fields[i].shape, closed);
	}
}

void
api_openapi_schema_list(struct json_stream *json)
{
	const struct operation *operation;
	struct shapes shapes = {.count = 0};
	size_t i;

	for (i = 0; i < api_route_count; i++) {
		operation = api_routes[i].operation;
		if (operation->body)
			add_shape(&shapes, operation->body, false);
		if (operation->answer)
			add_shape(&shapes, operation->answer, true);
	}
	add_shape(&shapes, &json_answer_error_shape, true);
	add_shape(&shapes, &json_answer_problem_shape, true);
	json_stream_open(json, "schemas", '{');
	for (i = 0; i < shapes.count; i++)
		write_shape(json, shapes.rows[i].shape, shapes.rows[i].closed);
	json_stream_close(json, '}');
}

static void
write_default(struct json_stream *json, const struct api_param *param)
{
	const char *word;
	long number;

	if (!api_param_default(param, &number, &word))
		return;
	if (!word)
		json_stream_number(json, "default", number);
	else if (param->kind == FIELD_FLAG)
		json_stream_flag(json, "default", strcmp(word, "true") == 0);
	else
		json_stream_text(json, "default", word);
}

static void
write_param(struct json_stream *json, const struct api_param *param)
{
	json_stream_open(json, NULL, '{');
	json_stream_text(json, "name", param->name);
	json_stream_text(json, "in", "query");
	json_stream_text(json, "description", param->about);
	json_stream_open(json, "schema", '{');
	write_type(json, param->kind, false);
	if (param->kind != FIELD_FLAG)
		write_limits(json, param->kind, param->min, param->max);
	if (param->kind == FIELD_TEXT && param->words[0])
		write_words(json, param->words, API_PARAM_WORDS, false);
	write_default(json, param);
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}

/* The parameter of a path, which is the id of what the path is about. */
static void
write_path_id(struct json_stream *json)
{
	json_stream_open(json, NULL, '{');
	json_stream_text(json, "name", "id");
	json_stream_text(json, "in", "path");
	json_stream_flag(json, "required", true);
	json_stream_text(
	    json, "description", "An id; what is no UUID is the id of nothing");
	json_stream_open(json, "schema", '{');
	write_type(json, FIELD_ID, false);
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}

/* The headers that some operations read, besides those of all. */
static const struct {
	bool of_get;                /* for GET alone; else for all but it */
	unsigned int needs, traits; /* any of these */
	const char *name, *about, *example;
} headers[] = {
    {false, 0, READS_MATCH, "If-Match",
	"Tags of states, or *: in any other nothing is changed (412)", NULL},
    {true, 0, GIVES_TAG | GIVES_DOCUMENT, "If-None-Match",
	"Tags of states that the client has, or *: 304 instead of one", NULL},
    {false, TAKES_KEY, 0, "Idempotency-Key",
	"Makes it safe to send the request again: for 24 hours one with the same "
	"key and body gets the first one's answer, and does nothing. 1 to 255 "
	"characters of ASCII in quotes, or without them a word such as a UUID",
	"\"8e03978e-40d5-43dd-bc93-6894a57f9324\""},
};
#define HEADERS (sizeof(headers) / sizeof(headers[0]))

static bool
reads_header(const struct http_route *route, size_t row)
{
	return headers[row].of_get == (route->method == HTTP_GET) &&
	    (route->needs & headers[row].needs ||
		route->operation->traits & headers[row].traits);
}

static void
write_header(struct json_stream *json, size_t row)
{
	const char *example = headers[row].example;
	struct buffer value = {0};

	json_stream_open(json, NULL, '{');
	json_stream_text(json, "name", headers[row].name);
	json_stream_text(json, "in", "header");
	json_stream_text(json, "description", headers[row].about);
	json_stream_open(json, "schema", '{');
	write_type(json, FIELD_TEXT, false);
	json_stream_close(json, '}');
	if (example) {
		base_buffer_json(&value, example, strlen(example));
		json_stream_value(json, "example", &value);
		base_buffer_clear(&value);
	}
	json_stream_close(json, '}');
}

void
api_openapi_schema_params(
    struct json_stream *json, const struct http_route *route)
{
	const struct api_params *params = route->operation->params;
	size_t i;

	json_stream_open(json, "parameters", '[');
	if (strstr(route->pattern, "{id}"))
		write_path_id(json);
	for (i = 0; params && i < params->count; i++)
		write_param(json, &params->rows[i]);
	for (i = 0; i < HEADERS; i++) {
		if (reads_header(route, i))
			write_header(json, i);
	}
	json_stream_open(json, NULL, '{');
	json_stream_text(json, "$ref", "#/components/parameters/Prefer");
	json_stream_close(json, '}');
	json_stream_close(json, ']');
}

void
api_openapi_schema_prefer(struct json_stream *json)
{
	json_stream_open(json, "parameters", '{');
	json_stream_open(json, "Prefer", '{');
	json_stream_text(json, "name", "Prefer");
	json_stream_text(json, "in", "header");
	json_stream_text(json, "description",
	    "handling=strict refuses parameters and members that are unknown, "
	    "by VALIDATION_006; without it they are ignored (RFC 7240)");
	json_stream_open(json, "schema", '{');
	json_stream_text(json, "type", "string");
	json_stream_close(json, '}');
	json_stream_text(json, "example", "handling=strict");
	json_stream_close(json, '}');
	json_stream_close(json, '}');
}
