/* statement.c: looks a statement up in the list. */
#include "db/statement.h"

#include "db/list_sql.h"

#include <stddef.h>

struct row {
	const char *name;
	unsigned int traits;
	const char *sql;
};

#define STATEMENT_ROW(name, traits, sql) [DB_##name] = {#name, traits, sql},
static const struct row rows[DB_STATEMENT_COUNT] = {
    STATEMENT_LIST(STATEMENT_ROW)};
#undef STATEMENT_ROW

const char *
db_statement_name(enum db_statement statement)
{
	return rows[statement].name;
}

const char *
db_statement_sql(enum db_statement statement)
{
	const char *text = rows[statement].sql;

	return text ? text : db_list_sql(statement - DB_LIST_CREATED_DOWN_ALL);
}

unsigned int
db_statement_traits(enum db_statement statement)
{
	return rows[statement].traits;
}
