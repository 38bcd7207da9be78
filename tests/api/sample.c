/* sample.c: long texts, forms, and looks at todos behind the API's back. */
#include "sample.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
sample_repeat(
	const char *before, const char *unit, size_t count, const char *after)
{
	static char made[300000];
	size_t width = strlen(unit), len = strlen(before), i;

	ck_assert_uint_lt(len + count * width + strlen(after), sizeof(made));
	memcpy(made, before, len);
	for (i = 0; i < count; i++, len += width)
		memcpy(made + len, unit, width);
	memcpy(made + len, after, strlen(after) + 1);
	return made;
}

bool
sample_fits(const char *form, const char *text)
{
	bool fits;

	if (!text || strlen(form) != strlen(text))
		return false;
	for (; *form; form++, text++) {
		if (*form == 'd')
			fits = *text >= '0' && *text <= '9';
		else if (*form == 'x')
			fits = strchr("0123456789abcdef", *text) != NULL;
		else
			fits = *form == *text;
		if (!fits)
			return false;
	}
	return true;
}

const char *
sample_member(struct json_object *object, const char *name)
{
	struct json_object *value;

	ck_assert_msg(json_object_object_get_ex(object, name, &value),
		"no %s in %s", name, json_object_get_string(object));
	return value ? json_object_get_string(value) : NULL;
}

void
sample_check_todo(struct json_object *todo, const struct person *person)
{
	const char *completed = sample_member(todo, "completed_at");
	struct json_object *flag;
	const char *due;

	ck_assert_int_eq(json_object_object_length(todo), 10);
	due = sample_member(todo, "due_date");
	ck_assert(!due || sample_fits("dddd-dd-dd", due));
	ck_assert(json_object_object_get_ex(todo, "priority", &flag));
	ck_assert(json_object_is_type(flag, json_type_int));
	ck_assert(sample_fits(SAMPLE_ID, sample_member(todo, "id")));
	ck_assert_str_eq(sample_member(todo, "user_id"), person->id);
	ck_assert_ptr_nonnull(sample_member(todo, "title"));
	sample_member(todo, "description");
	ck_assert(sample_fits(SAMPLE_TIME, sample_member(todo, "created_at")));
	ck_assert(sample_fits(SAMPLE_TIME, sample_member(todo, "updated_at")));
	ck_assert(json_object_object_get_ex(todo, "is_completed", &flag));
	ck_assert(json_object_is_type(flag, json_type_boolean));
	if (json_object_get_boolean(flag))
		ck_assert(sample_fits(SAMPLE_TIME, completed));
	else
		ck_assert_ptr_null(completed);
}

bool
sample_front_is(const char *name)
{
	const char *front = getenv("API_FRONT");

	return client_is(&client_http) && front && strcmp(front, name) == 0;
}

const char *
sample_row(const char *id)
{
	return psql("SELECT xmin || ' ' || md5(t::text) FROM todos t"
		    " WHERE id = '%s'",
		id);
}

int
sample_count(const struct person *person)
{
	const char *count = psql(
		"SELECT count(*) FROM todos WHERE user_id = '%s'", person->id);

	return (int)strtol(count, NULL, 10);
}

const char *
sample_path(const char *id)
{
	static char paths[2][128];
	static int turn;

	turn = !turn;
	snprintf(paths[turn], sizeof(paths[turn]), "/todos/%s", id);
	return paths[turn];
}

void
sample_blames(const struct person *person, const char *id, const char *body,
	const char *code, const char *field)
{
	expect_fault(person_ask(person, "POST", "/todos", body), code, field);
	expect_fault(
		person_ask(person, "PUT", sample_path(id), body), code, field);
}
