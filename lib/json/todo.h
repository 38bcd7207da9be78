/* todo.h: todos in JSON, in and out. */
#ifndef JSON_TODO_H
#define JSON_TODO_H

#include "base/buffer.h"
#include "json/parser.h"
#include "model/todo.h"

/*
 * Reads what a new todo is to be: the title is required.
 * VALIDATION_002 (type), 004 (title missing or blank), 005 (too long).
 */
enum error json_todo_read_new(const struct json_parser *parser,
    struct todo_change *todo, struct fault *fault) MUST_CHECK;

/* Reads a change of a todo: like json_todo_read_new, nothing required. */
enum error json_todo_read_change(const struct json_parser *parser,
    struct todo_change *todo, struct fault *fault) MUST_CHECK;

/* The same of an item of a list: a new todo, or a change of one. */
enum error json_todo_read_item(const struct json_list *list, size_t item,
    bool is_new, struct todo_change *todo, struct fault *fault) MUST_CHECK;

/* Appends one todo. */
void json_todo_write(struct buffer *out, const struct todo *todo);

/* Appends a page of todos with its place in the whole list. */
void json_todo_write_page(struct buffer *out, const struct todo_page *page,
    const struct todo_query *query);

/* Appends what became of todos, and the token of where it ends. */
void json_todo_write_sync(
    struct buffer *out, const struct todo_sync *sync, struct text next);

#endif
