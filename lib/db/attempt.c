/* attempt.c: reads and counts attempts. */
#include "db/attempt.h"

#include "db/row.h"
#include "db/run.h"

enum attempt_column { ATTEMPT_COLUMNS(COLUMN_ENUM, COLUMN_ENUM, ATTEMPT) };

enum error
db_attempt_read(struct db *db, const char *key, int64_t since, int64_t *count,
    int64_t *opened)
{
	struct db_query query = {.statement = DB_ATTEMPT_READ};
	PGresult *result;
	enum error err;

	db_params_text(&query.params, base_text_of(key));
	db_params_time(&query.params, since);
	*count = 0;
	err = db_run(db, &query, 1, &result);
	if (err != OK || PQntuples(result) == 0)
		return err;
	*count = db_row_number(result, 0, ATTEMPT_count);
	*opened = db_row_time(result, 0, ATTEMPT_started_at);
	return OK;
}

enum error
db_attempt_add(struct db *db, const char *key, int64_t now, int64_t since)
{
	struct db_query query = {.statement = DB_ATTEMPT_ADD};
	PGresult *result;

	db_params_text(&query.params, base_text_of(key));
	db_params_time(&query.params, now);
	db_params_time(&query.params, since);
	return db_run(db, &query, 1, &result);
}
