/* todo_bulk.c: operations on todos from JSON, and what came of them. */
#include "json/todo_bulk.h"

#include "json/answer.h"
#include "json/todo.h"
#include "json/write.h"

/* A bulk, and the head of an operation, as their members are. */
struct body {
	enum presence has_operations, has_atomic;
	struct json_list operations;
	bool atomic;
};

struct head {
	enum presence has_op, has_id;
	struct text op, id;
};

static const char *const words[] = {TODO_OPERATION_WORDS};
#define LENGTH_RULE "a list of 1 to 100 operations"
_Static_assert(TODO_BULK_MAX == 100, "as the rule says");
#define WORDS (sizeof(words) / sizeof(words[0]))

/* The place of a word among them; WORDS: it is none. */
static size_t
kind_of(struct text op)
{
	size_t i = 0;

	while (i < WORDS && !base_text_is(op, words[i]))
		i++;
	return i;
}

static enum error
check_op(struct text op)
{
	return kind_of(op) < WORDS ? OK : VALIDATION_006;
}

/* clang-format off */
static const struct json_field body_fields[] = {
	{JSON_TODO_OPERATIONS, JSON_LIST, offsetof(struct body, has_operations),
	 offsetof(struct body, operations), VALIDATION_004, VALIDATION_004, VALIDATION_002, NULL,
	 LENGTH_RULE, 0, 0},
	{"atomic", JSON_FLAG, offsetof(struct body, has_atomic), offsetof(struct body, atomic),
	 OK, VALIDATION_002, VALIDATION_002, NULL, "true or false", 0, 0},
};

static const struct json_field op_fields[] = {
	{"op", JSON_TEXT, offsetof(struct head, has_op), offsetof(struct head, op),
	 VALIDATION_004, VALIDATION_004, VALIDATION_002, check_op, "create, update or delete", 0, 0},
};

static const struct json_field id_fields[] = {
	{"id", JSON_TEXT, offsetof(struct head, has_id), offsetof(struct head, id),
	 VALIDATION_004, VALIDATION_004, VALIDATION_002, NULL, JSON_TODO_ID_RULE, 0, 0},
};

static const struct field result_fields[] = {
	{"status", FIELD_NUMBER, 0, 200, 599,
	 "The status that the operation would have had alone", NULL, NULL},
	{"todo", FIELD_SHAPE, FIELD_OPTIONAL, 0, 0,
	 "The todo as created or updated", NULL, &model_todo},
	{"error", FIELD_SHAPE, FIELD_OPTIONAL, 0, 0,
	 "Why it was not done", NULL, &json_answer_refusal_shape},
};
static const struct shape result_shape =
	FIELD_SHAPE_OF("TodoResult", "What came of an operation", result_fields);

static const struct field results_fields[] = {
	{"results", FIELD_LIST, 0, 1, TODO_BULK_MAX,
	 "What came of each operation, in their order", NULL, &result_shape},
};
const struct shape json_todo_results =
	FIELD_SHAPE_OF("TodoResults", "What came of a bulk", results_fields);
/* clang-format on */

/* Reads one operation; what is no id becomes the one that names nothing. */
static enum error
read_operation(
    const struct json_list *list, size_t item, struct todo_operation *operation)
{
	struct head head = {0};
	enum error err;

	err = json_parser_fill_item(
	    list, item, op_fields, 1, &head, &operation->fault);
	if (err != OK)
		return err;
	operation->kind = (enum todo_operation_kind)kind_of(head.op);
	if (operation->kind == TODO_CREATE)
		return json_todo_read_item(
		    list, item, true, &operation->change, &operation->fault);
	err = json_parser_fill_item(
	    list, item, id_fields, 1, &head, &operation->fault);
	if (err != OK)
		return err;
	base_id_parse(head.id, &operation->id);
	return operation->kind == TODO_DELETE ?
	    OK :
	    json_todo_read_item(
		list, item, false, &operation->change, &operation->fault);
}

enum error
json_todo_read_bulk(const struct json_parser *parser, struct todo_bulk *bulk,
    struct fault *fault)
{
	struct body body = {.atomic = true};
	enum error err = json_parser_fill(parser, body_fields,
	    sizeof(body_fields) / sizeof(body_fields[0]), &body, fault);
	size_t i;

	if (err != OK)
		return err;
	if (body.operations.count == 0 ||
	    body.operations.count > TODO_BULK_MAX) {
		*fault = (struct fault){
		    .field = JSON_TODO_OPERATIONS, .expected = LENGTH_RULE};
		return VALIDATION_002;
	}
	bulk->atomic = body.atomic;
	bulk->count = body.operations.count;
	for (i = 0; i < bulk->count; i++) {
		bulk->operations[i] = (struct todo_operation){0};
		bulk->operations[i].err =
		    read_operation(&body.operations, i, &bulk->operations[i]);
	}
	return OK;
}

static void
write_result(struct buffer *out, const struct todo_operation *operation)
{
	static const int done[] = {
	    [TODO_CREATE] = 201, [TODO_UPDATE] = 200, [TODO_DELETE] = 204};

	json_write_number(out, "{\"status\":",
	    operation->err == OK ? done[operation->kind] :
				   base_error_status(operation->err));
	if (operation->err != OK) {
		base_buffer_puts(out, ",\"error\":");
		json_answer_refusal(out, operation->err, &operation->fault);
	} else if (operation->kind != TODO_DELETE) {
		base_buffer_puts(out, ",\"todo\":");
		json_todo_write(out, &operation->todo);
	}
	base_buffer_putc(out, '}');
}

void
json_todo_write_results(struct buffer *out, const struct todo_bulk *bulk)
{
	size_t i;

	base_buffer_puts(out, "{\"results\":[");
	for (i = 0; i < bulk->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		write_result(out, &bulk->operations[i]);
	}
	base_buffer_puts(out, "]}");
}
