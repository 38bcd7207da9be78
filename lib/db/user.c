/* user.c: users to rows and back. */
#include "db/user.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

static void
read_login(const PGresult *result, struct login *login)
{
	login->id = db_row_id(result, 0, 0);
	login->email = db_row_text(result, 0, 1);
	login->password_hash = db_row_text(result, 0, 2);
	login->created_at = db_row_time(result, 0, 3);
	login->is_active = db_row_flag(result, 0, 4);
}

enum error
db_user_insert(struct db *db, const struct login *login)
{
	struct db_query query = {.statement = DB_USER_INSERT};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, &login->id);
	db_params_text(&query.params, login->email);
	db_params_text(&query.params, login->password_hash);
	db_params_time(&query.params, login->created_at);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	return PQntuples(result) ? OK : VALIDATION_003;
}

enum error
db_user_find(struct db *db, struct text email, struct login *login)
{
	struct db_query query = {.statement = DB_USER_BY_EMAIL};
	PGresult *result;
	enum error err;

	db_params_text(&query.params, email);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return RESOURCE_002;
	read_login(result, login);
	return OK;
}

enum error
db_user_of(struct db *db, const struct caller *caller, struct login *login)
{
	struct db_query query = {.statement = DB_USER_OF_CALLER};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	err = db_caller_run(db, caller, &query, &result);
	if (err == OK)
		read_login(result, login);
	return err;
}

enum error
db_user_renew_hash(struct db *db, const struct id *id, struct text old_hash,
    struct text new_hash)
{
	struct db_query query = {.statement = DB_USER_RENEW_HASH};
	PGresult *result;

	db_params_id(&query.params, id);
	db_params_text(&query.params, old_hash);
	db_params_text(&query.params, new_hash);
	return db_run(db, &query, 1, &result);
}
