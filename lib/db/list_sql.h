/* list_sql.h: the texts of the statements that read a page of todos. */
#ifndef DB_LIST_SQL_H
#define DB_LIST_SQL_H

/*
 * The text of a list's statement, by its place among LIST_STATEMENTS, put
 * together when it is first asked for and kept then; "" when memory ran out.
 */
const char *db_list_sql(unsigned int place);

#endif
