/* shape.c: holds an answer against its shape, member by member. */
#include "unit/shape.h"

#include "support/assert.h"

#include <json-c/json.h>

static const enum json_type types[] = {
	[FIELD_ID] = json_type_string,
	[FIELD_TEXT] = json_type_string,
	[FIELD_TIME] = json_type_string,
	[FIELD_DATE] = json_type_string,
	[FIELD_FLAG] = json_type_boolean,
	[FIELD_NUMBER] = json_type_int,
	[FIELD_SHAPE] = json_type_object,
	[FIELD_LIST] = json_type_array,
};

static void check_object(struct json_object *object, const struct shape *shape);

static void
check_value(struct json_object *value, const struct field *field)
{
	size_t i;

	if (!value) {
		ck_assert_msg(field->traits & FIELD_NULLABLE, "%s is null",
			field->name);
		return;
	}
	ck_assert_msg(json_object_is_type(value, types[field->kind]),
		"%s is of another type", field->name);
	if (field->kind == FIELD_SHAPE)
		check_object(value, field->shape);
	if (field->kind != FIELD_LIST)
		return;
	for (i = 0; i < json_object_array_length(value); i++)
		check_object(json_object_array_get_idx(value, i), field->shape);
}

static void
check_object(struct json_object *object, const struct shape *shape)
{
	const struct field *field = shape->fields;
	const struct field *end = field + shape->count;

	ck_assert(json_object_is_type(object, json_type_object));
	json_object_object_foreach(object, name, value)
	{
		while (field < end && strcmp(field->name, name) != 0 &&
			(field->traits & FIELD_OPTIONAL))
			field++;
		ck_assert_msg(field < end && strcmp(field->name, name) == 0,
			"%s has no %s here", shape->name, name);
		check_value(value, field++);
	}
	for (; field < end; field++)
		ck_assert_msg(field->traits & FIELD_OPTIONAL, "%s lacks %s",
			shape->name, field->name);
}

void
assert_shape(const struct buffer *json, const struct shape *shape)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	ck_assert(!json->failed);
	ck_assert_ptr_nonnull(tokener);
	object = json_tokener_parse_ex(tokener, json->data, (int)json->len);
	check_object(object, shape);
	json_object_put(object);
	json_tokener_free(tokener);
}
