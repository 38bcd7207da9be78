/* row.h: columns of a row that came back; for the files of db/ only. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include "base/id.h"
#include "model/session.h"
#include "model/todo.h"
#include "base/text.h"
#include "db/sql_todo.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

/* One column of one row. The text lives as long as the result. */
bool db_row_is_null(const PGresult *result, int row, int column);
struct id db_row_id(const PGresult *result, int row, int column);
struct text db_row_text(const PGresult *result, int row, int column);
int64_t db_row_time(const PGresult *result, int row, int column);
int32_t db_row_date(const PGresult *result, int row, int column);
int64_t db_row_number(const PGresult *result, int row, int column);
/* A number that is reckoned with: 0 to most, whatever the database says. */
int64_t db_row_count(const PGresult *result, int row, int column, int64_t most);
bool db_row_flag(const PGresult *result, int row, int column);

/* The columns of a todo, wherever TODO_COLUMNS are selected. */
#define DB_TODO_COLUMN(name, ...) DB_TODO_##name,
enum db_todo_column {
	TODO_FIELDS_KEY(DB_TODO_COLUMN) TODO_SELECTED(DB_TODO_COLUMN)
	    DB_TODO_COLUMNS
};
#undef DB_TODO_COLUMN

/* The caller's todo in the first columns; its texts are the result's. */
void db_row_todo(const PGresult *result, int row, const struct caller *caller,
    struct todo *todo);

#endif
