/* todo.c: the shapes of todos, from the rows of their fields. */
#include "model/todo.h"

#include <limits.h>

/* What may be left out of a body is in every answer. */
#define TOLD(name, kind, traits, ...) \
	FIELD_ROW(name, kind, (traits) & ~FIELD_OPTIONAL, __VA_ARGS__),

/* clang-format off */
static const struct field fields[] = {
	TODO_FIELDS_KEY(TOLD) TODO_FIELDS_REST(TOLD)};

#define NEW(...) FIELD_ROW(__VA_ARGS__),
static const struct field new_fields[] = {
	TODO_FIELDS_GIVEN(NEW) TODO_FIELDS_STATE(NEW)};

#define CHANGE(name, kind, traits, ...)                                    \
	FIELD_ROW(name, kind, (traits) | FIELD_OPTIONAL, __VA_ARGS__),
static const struct field change_fields[] = {
	TODO_FIELDS_GIVEN(CHANGE) TODO_FIELDS_STATE(CHANGE)};

static const struct field page_fields[] = {
	{"items", FIELD_LIST, 0, 0, TODO_PAGE_MAX, "The todos of the page", NULL, &model_todo},
	{"total", FIELD_NUMBER, FIELD_NULLABLE, 0, 0,
	 "How many todos the filter lets pass; null where they were not to be counted", NULL, NULL},
	{"skip", FIELD_NUMBER, FIELD_NULLABLE, 0, INT_MAX,
	 "How many todos precede the page; null where it begins after a cursor", NULL, NULL},
	{"limit", FIELD_NUMBER, 0, 1, TODO_PAGE_MAX, "How many todos a page has at most", NULL, NULL},
	{"has_more", FIELD_FLAG, 0, 0, 0, "Whether todos follow the page", NULL, NULL},
	{"next_cursor", FIELD_TEXT, FIELD_OPTIONAL, 0, 0,
	 "Names the place at which the next page begins; absent on the last page", NULL, NULL},
};
/* clang-format on */

const struct shape model_todo = FIELD_SHAPE_OF("Todo", "A todo", fields);
const struct shape model_todo_new =
    FIELD_SHAPE_OF("NewTodo", "What a new todo is to be", new_fields);
const struct shape model_todo_change = FIELD_SHAPE_OF("TodoChange",
    "What changes of a todo: what is absent stays as it is", change_fields);
const struct shape model_todo_page =
    FIELD_SHAPE_OF("TodoPage", "A page of a user's todos", page_fields);

bool
model_todo_is_unchanged(const struct todo_change *change)
{
#define IS_ABSENT(name, ...) change->has_##name == ABSENT &&
	return TODO_FIELDS_GIVEN(IS_ABSENT) change->has_completed == ABSENT;
#undef IS_ABSENT
}
