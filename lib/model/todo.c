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

static const char *const changes[] = {"put", "delete", NULL};
static const struct field event_fields[] = {
	{"id", FIELD_ID, 0, 0, 0, "The todo's id", NULL, NULL},
	{"change", FIELD_TEXT, 0, 0, 0,
	 "put where it was made or changed, delete where it is gone", changes, NULL},
	{"todo", FIELD_SHAPE, FIELD_NULLABLE, 0, 0, "The todo as it is now; null where it is gone",
	 NULL, &model_todo},
};
static const struct shape event = FIELD_SHAPE_OF("TodoChanged", "What became of a todo", event_fields);

static const struct field sync_fields[] = {
	{"items", FIELD_LIST, 0, 0, TODO_PAGE_MAX, "What changed, in the order in which it did", NULL, &event},
	{"next", FIELD_TEXT, 0, 0, 0, "The token of this moment, the since of the next request", NULL, NULL},
	{"has_more", FIELD_FLAG, 0, 0, 0, "Whether more has changed than fits: ask again at once", NULL, NULL},
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
const struct shape model_todo_sync = FIELD_SHAPE_OF(
    "TodoChanges", "What changed of a user's todos since a token", sync_fields);
