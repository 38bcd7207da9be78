/* refusal.c: asks why a statement that checks its caller did nothing. */
#include "db/internal.h"

enum error
db_refusal(struct db *db, const struct caller *caller)
{
	struct db_query query = {.statement = DB_TOKEN_STATE};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return AUTH_007;
	if (!db_row_flag(result, 0, 1) && !db_row_flag(result, 0, 0))
		return AUTH_007;
	/* Blacklisted, now or in between by another request of the caller. */
	return AUTH_004;
}
