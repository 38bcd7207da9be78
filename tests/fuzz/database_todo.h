/* database_todo.h: what database.c asks of todos, and holds of the answers. */
#ifndef FUZZ_DATABASE_TODO_H
#define FUZZ_DATABASE_TODO_H

#include "model/session.h"

struct db;

/* Who asks for all that a user may ask for. */
extern const struct caller fuzz_caller;

/* Each asks for a few of one kind, whatever became of those before. */
void fuzz_todo_find(struct db *db);
void fuzz_todo_change(struct db *db);
void fuzz_todo_list(struct db *db);
void fuzz_todo_list_on(struct db *db);
void fuzz_todo_list_found(struct db *db);
void fuzz_todo_sync(struct db *db);
void fuzz_todo_bulk(struct db *db);
void fuzz_todo_bulk_keyed(struct db *db);
void fuzz_todo_insert(struct db *db);
void fuzz_todo_match(struct db *db);

#endif
