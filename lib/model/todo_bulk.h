/* todo_bulk.h: several operations on todos at once, and what came of each. */
#ifndef MODEL_TODO_BULK_H
#define MODEL_TODO_BULK_H

#include "base/error.h"
#include "model/todo.h"

#define TODO_BULK_MAX 100 /* operations */

/* In the order of their words. */
enum todo_operation_kind { TODO_CREATE, TODO_UPDATE, TODO_DELETE };
#define TODO_OPERATION_WORDS "create", "update", "delete"

/* What is asked, and the todo as it is after it, or why it was not done. */
struct todo_operation {
	enum todo_operation_kind kind;
	struct id id; /* of an update or a deletion */
	struct todo_change change;
	enum error err;
	struct fault fault;
	struct todo todo;
};

struct todo_bulk {
	bool atomic; /* all are done, or none */
	size_t count;
	struct todo_operation operations[TODO_BULK_MAX];
};

/* Bodies of such requests: "TodoBulk", whose operations are "TodoOperation". */
extern const struct shape model_todo_bulk, model_todo_operation;

/* The first operation that was refused; NULL: none was. */
const struct todo_operation *
model_todo_bulk_refused(const struct todo_bulk *bulk);

#endif
