/* schema.c: asks the database whether it can serve us. */
#include "db/schema.h"

#include "db/conn.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"

#include <stdio.h>

enum rights { SCHEMA_RIGHTS_VALUES(VALUE_ENUM, VALUE_ENUM) };

static void
read_rights(const PGresult *result, struct db_schema *schema)
{
	struct text cure = db_row_text(result, 0, RIGHTS_CURE);

	schema->writable = db_row_flag(result, 0, RIGHTS_TAKES_WRITES) &&
	    db_row_flag(result, 0, RIGHTS_CAN_WRITE);
	schema->readable = db_row_flag(result, 0, RIGHTS_CAN_READ);
	schema->changeable = db_row_flag(result, 0, RIGHTS_MAY_CHANGE);
	schema->temporary = db_row_flag(result, 0, RIGHTS_MAY_MAKE_TEMPORARY);
	snprintf(schema->cure, sizeof(schema->cure), "%.*s", (int)cure.len,
	    cure.data ? cure.data : "");
}

void
db_schema_look(struct db *db, struct db_schema *schema)
{
	/* With the statement it is more than a literal may be (C11, 5.2.4.1). */
	static const char needs[] = SCHEMA_NEEDS(SCHEMA_NEED);
	struct db_query queries[] = {
	    {.statement = DB_SCHEMA_RIGHTS}, {.statement = DB_SCHEMA_LOOK}};
	PGresult *results[2];
	enum error err;

	*schema = (struct db_schema){0};
	db_params_text(&queries[0].params, base_text_of(needs));
	err = db_run(db, queries, 2, results);
	if (err == OK && PQntuples(results[1]) == 1)
		schema->version = (int)db_row_number(results[1], 0, 0);
	/* Without the view, or a right to it, the rest can be asked. */
	if (err == SERVER_002)
		err = db_run(db, queries, 1, results);
	/* A statement, or the set-up, may have been refused for its tables. */
	schema->answers = err == OK || err == SERVER_002 || db->bare;
	if (err == OK)
		read_rights(results[0], schema);
}

void
db_schema_explain(const struct db *db, struct db_schema *schema)
{
	const struct db_options options = {
	    .url = db->url, .timeout_ms = db->timeout_ms};
	struct db *plain;

	*schema = (struct db_schema){0};
	if (!db->bare)
		return;
	plain = db_conn_open(&options);
	if (plain) {
		plain->pooled = db->pooled;
		db_schema_look(plain, schema);
	}
	db_conn_close(plain);
}

enum error
db_schema_ping(struct db *db)
{
	struct db_query query = {.statement = DB_PING};
	PGresult *result;

	return db_run(db, &query, 1, &result);
}
