/* todo.c: the members of a todo, of what clients say of one, and of a page. */
#include "model/todo.h"

/* clang-format off */
static const struct field todo[] = {
	{"id", FIELD_ID, FIELD_STORED, 0, 0, "The todo's id", NULL, NULL},
	{"user_id", FIELD_ID, FIELD_STORED, 0, 0, "The id of the user it belongs to", NULL, NULL},
	{"title", FIELD_TEXT, FIELD_STORED | FIELD_WRITABLE, 1, TODO_TITLE_MAX,
	 "What is to be done; not blank", NULL, NULL},
	{"description", FIELD_TEXT, FIELD_STORED | FIELD_WRITABLE | FIELD_NULLABLE, 0, TODO_DESCRIPTION_MAX,
	 "More about it", NULL, NULL},
	{"is_completed", FIELD_FLAG, FIELD_STORED | FIELD_WRITABLE, 0, 0, "Whether it is done", NULL, NULL},
	{"created_at", FIELD_TIME, FIELD_STORED, 0, 0, "When it was made", NULL, NULL},
	{"completed_at", FIELD_TIME, FIELD_STORED | FIELD_NULLABLE, 0, 0,
	 "When it was completed; null while it is not", NULL, NULL},
	{"updated_at", FIELD_TIME, FIELD_STORED, 0, 0, "When it was changed last", NULL, NULL},
};

#define BODY(title_traits)                                                                 \
	{                                                                                  \
		{"title", FIELD_TEXT, title_traits, 1, TODO_TITLE_MAX,                     \
		 "What is to be done; not blank", NULL, NULL},                             \
		{"description", FIELD_TEXT, FIELD_NULLABLE | FIELD_OPTIONAL, 0,            \
		 TODO_DESCRIPTION_MAX, "More about it", NULL, NULL},                       \
		{"is_completed", FIELD_FLAG, FIELD_OPTIONAL, 0, 0, "Whether it is done",   \
		 NULL, NULL},                                                              \
	}
static const struct field new[] = BODY(0);
static const struct field change[] = BODY(FIELD_OPTIONAL);

static const struct field page[] = {
	{"items", FIELD_LIST, 0, 0, TODO_PAGE_MAX, "The todos of the page", NULL, &model_todo},
	{"total", FIELD_NUMBER, FIELD_NULLABLE, 0, 0, "How many todos the whole list has; null if not counted",
	 NULL, NULL},
	{"skip", FIELD_NUMBER, FIELD_NULLABLE, 0, 0, "How many stand before the page; null after a cursor",
	 NULL, NULL},
	{"limit", FIELD_NUMBER, 0, 1, TODO_PAGE_MAX, "How many todos the page could have", NULL, NULL},
	{"has_more", FIELD_FLAG, 0, 0, 0, "Whether more todos come after the page", NULL, NULL},
	{"next_cursor", FIELD_TEXT, FIELD_OPTIONAL, 0, 0, "Where the next page begins; absent on the last page",
	 NULL, NULL},
};
/* clang-format on */

const struct shape model_todo = FIELD_SHAPE_OF("Todo", "A todo", todo);
const struct shape model_todo_new =
    FIELD_SHAPE_OF("NewTodo", "What a new todo is to be", new);
const struct shape model_todo_change = FIELD_SHAPE_OF("TodoChange",
    "What of a todo shall change; what is absent stays as it is", change);
const struct shape model_todo_page =
    FIELD_SHAPE_OF("TodoPage", "A page of a list of todos", page);
