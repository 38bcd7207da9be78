/* todo_bulk.h: operations on todos in JSON, in and out. */
#ifndef JSON_TODO_BULK_H
#define JSON_TODO_BULK_H

#include "base/buffer.h"
#include "json/parser.h"
#include "model/todo_bulk.h"

#define JSON_TODO_OPERATIONS "operations" /* the list of a bulk */
#define JSON_TODO_ID_RULE "the id of a todo of one's own"
#define JSON_TODO_LIMIT_RULE "no more todos than a user may have"

/*
 * Reads a bulk. What is wrong with an operation is its own error and fault, and
 * no error here: those of json_todo_read_new, and VALIDATION_006 (no such
 * operation). VALIDATION_002, 004: of the list or of atomic.
 */
enum error json_todo_read_bulk(const struct json_parser *parser,
    struct todo_bulk *bulk, struct fault *fault) MUST_CHECK;

/* What json_todo_write_results writes: "TodoResults". */
extern const struct shape json_todo_results;

/* Appends what came of each operation. */
void json_todo_write_results(struct buffer *out, const struct todo_bulk *bulk);

#endif
