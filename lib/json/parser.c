/* parser.c: parses with json-c and copies fields by a table. */
#include "json/parser.h"

#include "base/date.h"
#include "base/memory.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

struct json_parser {
	struct json_tokener *tokener;
	struct json_object *root;
	bool used; /* since it last forgot */
};

struct json_parser *
json_parser_new(void)
{
	struct json_parser *parser = calloc(1, sizeof(*parser));

	if (!parser)
		return NULL;
	/* json-c counts the innermost values, if any, as a level of their own. */
	parser->tokener = json_tokener_new_ex(JSON_DEPTH_MAX + 1);
	if (!parser->tokener) {
		free(parser);
		return NULL;
	}
	json_tokener_set_flags(
	    parser->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	return parser;
}

void
json_parser_free(struct json_parser *parser)
{
	if (!parser)
		return;
	json_parser_release(parser);
	json_tokener_free(parser->tokener);
	free(parser);
}

struct json_object *
json_parser_root(const struct json_parser *parser)
{
	return parser->root;
}

void
json_parser_release(struct json_parser *parser)
{
	json_object_put(parser->root);
	parser->root = NULL;
}

/* Overwrites the texts of a document, which json-c would free as they are. */
static void
wipe(struct json_object *value)
{
	size_t i;

	if (json_object_is_type(value, json_type_string))
		explicit_bzero((char *)json_object_get_string(value),
		    (size_t)json_object_get_string_len(value));
	else if (json_object_is_type(value, json_type_array))
		for (i = 0; i < json_object_array_length(value); i++)
			wipe(json_object_array_get_idx(value, i));
	else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			(void)key;
			wipe(member);
		}
	}
}

void
json_parser_forget(struct json_parser *parser, char *body, size_t len)
{
	wipe(parser->root);
	json_parser_release(parser);
	if (!parser->used || len < 2)
		return;
	parser->used = false;
	/* The tokener keeps the text that it read last: a longer one, of blanks. */
	memset(body, ' ', len);
	body[0] = body[len - 1] = '"';
	json_tokener_reset(parser->tokener);
	json_object_put(json_tokener_parse_ex(parser->tokener, body, (int)len));
}

/* Adds up what a document holds. */
static void
count_contents(struct json_object *value, struct json_contents *contents)
{
	size_t i;

	if (!value)
		contents->nulls++;
	if (json_object_is_type(value, json_type_string))
		contents->bytes += (size_t)json_object_get_string_len(value);
	if (json_object_is_type(value, json_type_array)) {
		for (i = 0; i < json_object_array_length(value); i++)
			count_contents(
			    json_object_array_get_idx(value, i), contents);
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			contents->members++;
			contents->bytes += strlen(key);
			count_contents(member, contents);
		}
	}
}

/* Whether what json-c has read is JSON, or may be the beginning of some. */
static bool
is_whole(struct json_tokener *tokener)
{
	enum json_tokener_error error = json_tokener_get_error(tokener);

	return error == json_tokener_success || error == json_tokener_continue;
}

/* Whether the body is one object, of which json-c has read everything. */
static bool
parse(struct json_parser *parser, struct text body,
    const struct json_contents *written, struct json_mistake *mistake)
{
	struct json_contents read = {0};
	bool is_object;

	wipe(parser->root);
	json_parser_release(parser);
	json_tokener_reset(parser->tokener);
	parser->root =
	    json_tokener_parse_ex(parser->tokener, body.data, (int)body.len);
	is_object = json_object_is_type(parser->root, json_type_object);
	mistake->at = json_tokener_get_parse_end(parser->tokener);
	mistake->told = REQUEST_001_JSON;
	if (is_object && mistake->at == body.len) {
		count_contents(parser->root, &read);
		mistake->told = REQUEST_001_TWICE;
	} else if (!is_object && is_whole(parser->tokener)) {
		mistake->told = REQUEST_001_OBJECT;
	}
	return is_object && read.members == written->members &&
	    read.nulls == written->nulls && read.bytes == written->bytes;
}

/* REQUEST_001 for this; a place is named where one byte is to blame. */
static enum error
blame(struct fault *fault, const struct json_mistake *mistake)
{
	bool has_place = mistake->told != REQUEST_001_EMPTY &&
	    mistake->told != REQUEST_001_OBJECT &&
	    mistake->told != REQUEST_001_TWICE;

	*fault = (struct fault){
	    .told = mistake->told, .at = has_place ? mistake->at + 1 : 0};
	return REQUEST_001;
}

enum error
json_parser_read(
    struct json_parser *parser, struct text body, struct fault *fault)
{
	struct json_mistake mistake = {REQUEST_001_EMPTY, 0};
	struct json_contents written;

	json_parser_release(parser);
	if (body.len == 0 || !json_syntax_is_strict(body, &written, &mistake))
		return blame(fault, &mistake);
	parser->used = true;
	/* Out of memory json-c 0.16 complains of the text, or of nothing. */
	if (parse(parser, body, &written, &mistake) ||
	    parse(parser, body, &written, &mistake))
		return OK;
	wipe(parser->root);
	json_parser_release(parser);
	return base_memory_is_short() ? SERVER_002 : blame(fault, &mistake);
}

/* A whole number in the row's range, which may be written as 3.0, too. */
static bool
take_number(
    const struct json_field *field, struct json_object *value, int32_t *out)
{
	double number = json_object_get_double(value);

	if ((!json_object_is_type(value, json_type_int) &&
		!json_object_is_type(value, json_type_double)) ||
	    !(number >= (double)field->min && number <= (double)field->max))
		return false;
	*out = (int32_t)number;
	return (double)*out == number;
}

static bool
take_flag(struct json_object *value, bool *out)
{
	if (!json_object_is_type(value, json_type_boolean))
		return false;
	*out = json_object_get_boolean(value);
	return true;
}

static bool
take_text(struct json_object *value, struct text *out)
{
	if (!json_object_is_type(value, json_type_string))
		return false;
	out->data = json_object_get_string(value);
	out->len = (size_t)json_object_get_string_len(value);
	return true;
}

static bool
take_list(const struct json_field *field, struct json_object *value,
    struct json_list *out)
{
	if (!json_object_is_type(value, json_type_array))
		return false;
	*out = (struct json_list){
	    field->name, value, json_object_array_length(value)};
	return true;
}

/* Copies a value of the right type out; MISTYPED for any other. */
static enum presence
take(const struct json_field *field, struct json_object *value, void *out)
{
	struct text text;
	bool taken = false;

	if (!value)
		return IS_NULL;
	switch (field->kind) {
	case JSON_TEXT:
		taken = take_text(value, out);
		break;
	case JSON_FLAG:
		taken = take_flag(value, out);
		break;
	case JSON_NUMBER:
		taken = take_number(field, value, out);
		break;
	case JSON_LIST:
		taken = take_list(field, value, out);
		break;
	case JSON_DATE:
		taken = take_text(value, &text) && base_date_parse(text, out);
		break;
	}
	return taken ? GIVEN : MISTYPED;
}

/* What the field's row says of where it stands. */
static enum error
judge(const struct json_field *field, enum presence presence, const void *value)
{
	switch (presence) {
	case ABSENT:
		return field->absent;
	case IS_NULL:
		return field->null;
	case MISTYPED:
		return field->mistyped;
	case GIVEN:
		break;
	}
	if (!field->check)
		return OK;
	return field->check(*(const struct text *)value);
}

/* Fills out with the members of an object; NULL has none. */
static enum error
fill(struct json_object *object, const struct json_field *fields, size_t count,
    void *out, struct fault *fault)
{
	struct json_object *value;
	enum error found, err = OK;
	enum presence presence;
	char *member;
	size_t i;

	for (i = 0; i < count; i++) {
		member = (char *)out + fields[i].value;
		presence = ABSENT;
		if (json_object_object_get_ex(object, fields[i].name, &value))
			presence = take(&fields[i], value, member);
		*(enum presence *)((char *)out + fields[i].presence) = presence;
		found = judge(&fields[i], presence, member);
		if (found != OK)
			err = base_error_blame(fault, err, found,
			    fields[i].name, fields[i].expected);
	}
	return err;
}

enum error
json_parser_fill(const struct json_parser *parser,
    const struct json_field *fields, size_t count, void *out,
    struct fault *fault)
{
	return fill(parser->root, fields, count, out, fault);
}

enum error
json_parser_fill_item(const struct json_list *list, size_t item,
    const struct json_field *fields, size_t count, void *out,
    struct fault *fault)
{
	const struct json_object *array = list->array;
	struct json_object *object = json_object_array_get_idx(array, item);
	enum error err = VALIDATION_002;
	size_t i;

	if (json_object_is_type(object, json_type_object))
		err = fill(object, fields, count, out, fault);
	else
		*fault = (struct fault){.expected = "an object"};
	if (err == OK)
		return OK;
	fault->list = list->name;
	fault->item = item;
	for (i = 0; i < fault->count; i++)
		fault->others[i].item = item;
	return err;
}
