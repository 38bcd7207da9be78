/* todo_cursor.h: the place in a list that the next page begins after. */
#ifndef API_TODO_CURSOR_H
#define API_TODO_CURSOR_H

#include "base/base64.h"
#include "model/todo.h"

/* Bytes before the key: version, list, check, id. */
#define TODO_CURSOR_HEAD (2 + 8 + ID_SIZE)
#define TODO_CURSOR_BYTES (TODO_CURSOR_HEAD + TODO_TITLE_BYTES)
#define TODO_CURSOR_MAX BASE64_LEN(TODO_CURSOR_BYTES) /* characters */

/*
 * Writes the cursor after a todo of a query's list, of at most
 * TODO_CURSOR_MAX characters, and returns it: text in out. It carries the
 * todo's sort key and id, so that it holds its place when that very todo is
 * changed or deleted. It gives no rights and is not signed: a statement only
 * ever sees its caller's todos. The check in it is there to find mistakes.
 */
struct text api_todo_cursor_write(const struct todo_query *query,
    const struct id *user, const struct todo *todo, char out[TODO_CURSOR_MAX]);

/*
 * Reads a cursor of the query's list (same sort, order, filters and user) into
 * query->after. False for any other text, and for keys that no todo of it has:
 * a time that no database can hold, a day after 9999-12-31, a priority out of
 * range, a title that is no UTF-8, holds U+0000, or has not 1 to 255 characters.
 */
bool api_todo_cursor_read(
    struct text text, const struct id *user, struct todo_query *query);

#endif
