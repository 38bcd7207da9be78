/* document.c: parses the API's document, and finds what it tells. */
#include "unit/document.h"

#include "api/openapi.h"
#include "unit/suites.h"

#include <ctype.h>
#include <stdio.h>

struct json_object *document;

/* Parses the document of the default settings, with some other limits. */
void
document_open(const char *prefix)
{
	struct settings settings;
	struct buffer out = {0};

	base_setting_default(&settings);
	settings.max_body_bytes = 4321;
	settings.access_minutes = 17;
	api_openapi_write(&out, &settings, base_text_of(prefix));
	ck_assert(!out.failed);
	base_buffer_putc(&out, '\0');
	document = json_tokener_parse(out.data);
	ck_assert_ptr_nonnull(document);
	base_buffer_clear(&out);
}

void
document_open_root(void)
{
	document_open("");
}

void
document_close(void)
{
	json_object_put(document);
	document = NULL;
}

/* A member of an object, or NULL. */
struct json_object *
document_member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, name, &found);
	return found;
}

/* What a reference leads to, or what is none itself. */
struct json_object *
document_follow(struct json_object *object)
{
	struct json_object *ref = document_member(object, "$ref"),
			   *at = document;
	char path[256], *step, *rest = path;

	if (!ref)
		return object;
	snprintf(path, sizeof(path), "%s", json_object_get_string(ref));
	ck_assert_str_eq(strsep(&rest, "/"), "#");
	while ((step = strsep(&rest, "/")) != NULL)
		at = document_member(at, step);
	ck_assert_msg(at, "%s leads nowhere", json_object_get_string(ref));
	return at;
}

/* A member by its path, "a b c"; references are followed. */
struct json_object *
document_find(struct json_object *object, const char *path)
{
	char copy[256], *step, *rest = copy;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((step = strsep(&rest, " ")) != NULL) {
		object = document_member(document_follow(object), step);
		ck_assert_msg(object, "there is no %s of %s", step, path);
	}
	return document_follow(object);
}

const char *
document_text(struct json_object *object, const char *path)
{
	return json_object_get_string(document_find(object, path));
}

struct json_object *
document_of(const struct http_route *route)
{
	const char *name = http_method_name(route->method);
	char lower[16] = "";
	size_t i;

	for (i = 0; name[i]; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	return document_member(
		document_member(
			document_member(document, "paths"), route->pattern),
		lower);
}

/* The operation of this id. */
struct json_object *
document_operation(const char *id)
{
	size_t i;

	for (i = 0; i < api_route_count; i++) {
		if (strcmp(api_routes[i].operation->id, id) == 0)
			return document_of(&api_routes[i]);
	}
	ck_abort_msg("there is no %s", id);
	return NULL;
}

/* Whether an array of strings has this one. */
bool
document_has(struct json_object *array, const char *text)
{
	size_t i;

	for (i = 0; i < json_object_array_length(array); i++) {
		if (strcmp(json_object_get_string(
				   json_object_array_get_idx(array, i)),
			    text) == 0)
			return true;
	}
	return false;
}
