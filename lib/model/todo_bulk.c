/* todo_bulk.c: the shapes of bulks, from the rows of a todo's fields. */
#include "model/todo_bulk.h"

/* clang-format off */
static const char *const words[] = {TODO_OPERATION_WORDS, NULL};

#define MAY_HAVE(name, kind, traits, ...)                                  \
	FIELD_ROW(name, kind, (traits) | FIELD_OPTIONAL, __VA_ARGS__),
static const struct field operation_fields[] = {
	{"op", FIELD_TEXT, 0, 0, 0, "What is to be done", words, NULL},
	{"id", FIELD_ID, FIELD_OPTIONAL, 0, 0,
	 "The todo to update or delete; of one to create nothing is read here", NULL, NULL},
	TODO_FIELDS_GIVEN(MAY_HAVE) TODO_FIELDS_STATE(MAY_HAVE)};

static const struct field bulk_fields[] = {
	{"operations", FIELD_LIST, 0, 1, TODO_BULK_MAX,
	 "What is to be done, in this order", NULL, &model_todo_operation},
	{"atomic", FIELD_FLAG, FIELD_OPTIONAL, 0, 0,
	 "Whether nothing is done where one operation is refused; true when absent", NULL, NULL},
};
/* clang-format on */

const struct shape model_todo_operation = FIELD_SHAPE_OF("TodoOperation",
    "A todo to create, with the fields of NewTodo, to update, with those of "
    "TodoChange, or to delete",
    operation_fields);
const struct shape model_todo_bulk = FIELD_SHAPE_OF(
    "TodoBulk", "Operations on todos, in one transaction", bulk_fields);

const struct todo_operation *
model_todo_bulk_refused(const struct todo_bulk *bulk)
{
	size_t i;

	for (i = 0; i < bulk->count; i++) {
		if (bulk->operations[i].err != OK)
			return &bulk->operations[i];
	}
	return NULL;
}
