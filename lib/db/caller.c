/* caller.c: asks the database whether a caller is let in. */
#include "db/caller.h"

#include "db/row.h"
#include "db/run.h"

enum token_state { TOKEN_STATE_VALUES(VALUE_ENUM, VALUE_ENUM) };

/* db_caller_check, and whether a caller let in is an admin. */
static enum error
look(struct db *db, const struct caller *caller, bool *is_admin)
{
	struct db_query query = {.statement = DB_TOKEN_STATE};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	err = db_run_one(db, &query, AUTH_007, &result);
	if (err != OK)
		return err;
	*is_admin = db_row_flag(result, 0, TOKEN_IS_ADMIN);
	if (db_row_flag(result, 0, TOKEN_IS_REVOKED))
		return AUTH_004;
	return db_row_flag(result, 0, TOKEN_IS_ACTIVE) ? OK : AUTH_007;
}

enum error
db_caller_check(struct db *db, const struct caller *caller)
{
	bool is_admin;

	return look(db, caller, &is_admin);
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

enum error
db_caller_check_admin(struct db *db, const struct caller *admin)
{
	bool is_admin = false;
	enum error err;

	if (!admin)
		return OK;
	err = look(db, admin, &is_admin);
	return err == OK && !is_admin ? AUTHZ_002 : err;
}

enum error
db_caller_run_admin(struct db *db, const struct caller *admin,
    const struct db_query *queries, size_t count, PGresult **results)
{
	enum error err = db_run(db, queries, count, results);

	return err == SERVER_003 && !admin ? SERVER_002 : err;
}

enum error
db_caller_refuse_admin(struct db *db, const struct caller *admin)
{
	enum error err = db_caller_check_admin(db, admin);

	/* As in db_refusal. */
	return err == OK ? AUTHZ_002 : err;
}
