/* schema.c: asks the database whether it can serve us. */
#include "db/schema.h"

#include "db/internal.h"

void
db_schema_look(struct db *db, struct db_schema *schema)
{
	struct db_query query = {.statement = DB_SCHEMA_LOOK};
	PGresult *result;
	enum error err;

	*schema = (struct db_schema){0};
	err = db_run(db, &query, 1, &result);
	/* A statement, or the set-up, may have been refused for its tables. */
	schema->answers = err == OK || err == SERVER_002 || db->bare;
	if (err == OK && PQntuples(result) == 1) {
		schema->version = (int)db_row_number(result, 0, 0);
		schema->writable = db_row_flag(result, 0, 1);
	}
}
