/* strings.c: reads a JSON list of strings with json-c. */
#include "json/strings.h"

#include "json/syntax.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static bool
copy_items(struct json_object *array, struct json_strings *list)
{
	struct json_object *item;
	size_t i, count = json_object_array_length(array);

	if (count > JSON_STRINGS_MAX)
		return false;
	for (i = 0; i < count; i++) {
		item = json_object_array_get_idx(array, i);
		if (!json_object_is_type(item, json_type_string))
			return false;
		list->items[i] = strdup(json_object_get_string(item));
		if (!list->items[i])
			return false;
		list->count++;
	}
	return true;
}

/* The text's one value, or NULL. */
static struct json_object *
parse(const char *text)
{
	struct json_tokener *tokener;
	struct json_object *value;
	struct json_contents written;
	struct json_mistake unused;

	if (!json_syntax_is_strict(base_text_of(text), &written, &unused))
		return NULL;
	tokener = json_tokener_new_ex(JSON_DEPTH_MAX + 1);
	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	value = json_tokener_parse_ex(tokener, text, (int)strlen(text));
	json_tokener_free(tokener);
	return value;
}

bool
json_strings_read(const char *text, struct json_strings *list)
{
	struct json_object *array = parse(text);
	bool ok;

	*list = (struct json_strings){0};
	ok = json_object_is_type(array, json_type_array) &&
	    copy_items(array, list);
	json_object_put(array);
	if (!ok)
		json_strings_clear(list);
	return ok;
}

void
json_strings_clear(struct json_strings *list)
{
	while (list->count)
		free(list->items[--list->count]);
}
