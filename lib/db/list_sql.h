/* list_sql.h: the texts of the statements that read a page of todos. */
#ifndef DB_LIST_SQL_H
#define DB_LIST_SQL_H

/*
 * Puts the text of a list's statement together, by its place among
 * LIST_STATEMENTS. To be freed; NULL when memory ran out.
 */
char *db_list_sql(unsigned int place);

#endif
