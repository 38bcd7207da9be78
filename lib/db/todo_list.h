/* todo_list.h: pages of a caller's todos. */
#ifndef DB_TODO_LIST_H
#define DB_TODO_LIST_H

#include "base/error.h"
#include "model/session.h"
#include "model/todo.h"

struct db;

/*
 * Reads a page: all of it but next_cursor, which is absent. Checks the caller
 * in the same round trip; an empty page takes a second one. Errors, and how
 * long texts live, as in db/todo.h.
 */
enum error db_todo_list_read(struct db *db, const struct caller *caller,
    const struct todo_query *query, struct todo_page *page) MUST_CHECK;

#endif
