/* unknown.c: walks a document beside the shape that it should have. */
#include "json/unknown.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

/* The field of this name; NULL: there is none. */
static const struct field *
field_of(const struct shape *shape, const char *name)
{
	size_t i;

	for (i = 0; i < shape->count; i++) {
		if (strcmp(shape->fields[i].name, name) == 0)
			return &shape->fields[i];
	}
	return NULL;
}

/*
 * The same of an object that is called so, or of each in a list. Shapes hold
 * no shape that holds them, so that this ends where they do.
 */
static void
find(const struct json_unknown *unknown, struct json_object *value,
    const struct shape *shape, const char *within)
{
	char name[JSON_UNKNOWN_NAME + 1];
	const struct field *field;
	size_t i;

	if (json_object_is_type(value, json_type_array)) {
		for (i = 0; i < json_object_array_length(value); i++) {
			snprintf(name, sizeof(name), "%s[%zu]", within, i);
			find(unknown, json_object_array_get_idx(value, i),
			    shape, name);
		}
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			snprintf(name, sizeof(name), "%s%s%s", within,
			    *within ? "." : "", key);
			field = field_of(shape, key);
			if (!field)
				unknown->found(unknown->context, name, shape);
			else if (field->shape)
				find(unknown, member, field->shape, name);
		}
	}
}

void
json_unknown_find(const struct json_parser *parser, const struct shape *shape,
    const struct json_unknown *unknown)
{
	find(unknown, json_parser_root(parser), shape, "");
}
