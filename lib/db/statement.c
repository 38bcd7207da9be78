/* statement.c: looks a statement up in the list. */
#include "db/statement.h"

#include "db/find_sql.h"
#include "db/list_sql.h"
#include "db/placeholder.h"

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

/* A statement's text, with numbers where its parameters have names. */
static const char *
text_of(enum db_statement statement)
{
	const char *text = rows[statement].sql;

	if (statement == DB_LIST_FOUND)
		return db_find_sql((struct find_shape){0});
	if (!text)
		return db_list_sql(statement - DB_LIST_CREATED_DOWN_ALL);
	return db_placeholder_is_named(text) ? db_placeholder_number(text) :
					       text;
}

const char *
db_statement_sql(enum db_statement statement)
{
	static const char *texts[DB_STATEMENT_COUNT];

	if (!texts[statement])
		texts[statement] = text_of(statement);
	return texts[statement] ? texts[statement] : "";
}

unsigned int
db_statement_traits(enum db_statement statement)
{
	return rows[statement].traits;
}
