/* find.h: lists by filters and sorts of which few are used at a time. */
#ifndef DB_FIND_H
#define DB_FIND_H

#include "db/params.h"
#include "model/todo.h"

#include <stdbool.h>
#include <stddef.h>

struct db;

/*
 * Makes a statement of the query's page, or of how many todos there are in all,
 * and appends its parameters to those that all of them have (sql_find.h).
 */
void db_find_add(struct db_query *statement, const struct todo_query *query);
void
db_find_add_count(struct db_query *statement, const struct todo_query *query);

/*
 * Queues such a statement in a pipeline, and before it its preparation where
 * the session has not got it; counts that one's result. For trip.c.
 */
bool db_find_send(struct db *db, const struct db_query *query, size_t *ahead);

#endif
