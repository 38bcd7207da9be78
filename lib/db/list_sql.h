/* list_sql.h: the texts of the statements that read a page of todos. */
#ifndef DB_LIST_SQL_H
#define DB_LIST_SQL_H

#include "db/statement.h"

/*
 * The text of a list's statement, put together when it is first asked for and
 * kept then; "" when memory ran out.
 */
const char *db_list_sql(enum db_statement statement);

#endif
