/* caller.c: asks the database whether a caller is let in. */
#include "db/caller.h"

#include "db/row.h"
#include "db/run.h"

enum error
db_caller_look(struct db *db, const struct caller *caller, bool *is_admin)
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
	*is_admin = db_row_flag(result, 0, 2);
	if (db_row_flag(result, 0, 1))
		return AUTH_004;
	return db_row_flag(result, 0, 0) ? OK : AUTH_007;
}

enum error
db_caller_check(struct db *db, const struct caller *caller)
{
	bool is_admin;

	return db_caller_look(db, caller, &is_admin);
}

enum error
db_caller_run(struct db *db, const struct caller *caller,
    const struct db_query *query, PGresult **result)
{
	enum error err = db_run(db, query, 1, result);

	if (err != OK)
		return err;
	return PQntuples(*result) ? OK : db_refusal(db, caller);
}

enum error
db_refusal(struct db *db, const struct caller *caller)
{
	enum error err = db_caller_check(db, caller);

	/* Nothing speaks against the caller now: something did, a moment ago. */
	return err == OK ? AUTH_004 : err;
}
