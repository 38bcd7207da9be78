/* find_sql.h: the texts of the statements that find todos. */
#ifndef DB_FIND_SQL_H
#define DB_FIND_SQL_H

#include "model/todo.h"

#include <stdbool.h>

enum find_place {
	FIND_FROM_START,
	FIND_AFTER_VALUE,
	FIND_AFTER_REST, /* after a todo without a due date, or a priority */
	FIND_ONLY_COUNT  /* no page: how many there are, as LIST_COUNT */
};

/*
 * What the text of a statement depends on. There are thousands, of which few
 * are used: each is made, and prepared, when it is first needed.
 */
struct find_shape {
	unsigned int sort : 3, up : 1, filter : 2, place : 2;
	/* Which filters there are; a priority is one of some, or none. */
	unsigned int words : 1, due_after : 1, due_before : 1;
	unsigned int updated_since : 1, some_priority : 1, no_priority : 1;
	unsigned int spread : 1; /* over nodes, as the session finds it */
};

/*
 * Puts the text of a shape together; its parameters are told in sql_find.h, in
 * the order of the shape's filters. To be freed; NULL when memory ran out.
 */
char *db_find_sql(struct find_shape shape);

#endif
