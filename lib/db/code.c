/* code.c: one-time codes are kept, and used up. */
#include "db/code.h"

#include "db/revoke.h"
#include "db/row.h"
#include "db/run.h"

enum error
db_code_invite(struct db *db, const struct db_code *code, int64_t now)
{
	struct db_query query = {.statement = DB_INVITATION_INSERT};
	PGresult *result;

	db_params_id(&query.params, &code->id);
	db_params_text(&query.params, code->text);
	db_params_text(&query.params, code->email);
	db_params_time(&query.params, now);
	db_params_time(&query.params, code->expires_at);
	return db_run(db, &query, 1, &result);
}

enum error
db_code_accept(
    struct db *db, const struct db_code *code, const struct login *login)
{
	struct db_query query = {.statement = DB_INVITATION_ACCEPT};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, &code->id);
	db_params_text(&query.params, code->text);
	db_params_id(&query.params, &login->id);
	db_params_text(&query.params, login->email);
	db_params_text(&query.params, login->password_hash);
	db_params_time(&query.params, login->created_at);
	err = db_run_one(db, &query, AUTHZ_003, &result);
	if (err != OK)
		return err;
	return db_row_is_null(result, 0, 0) ? VALIDATION_003 : OK;
}

enum error
db_code_allow_reset(struct db *db, const struct db_code *code, int64_t now)
{
	struct db_query query = {.statement = DB_RESET_INSERT};
	PGresult *result;

	db_params_id(&query.params, &code->id);
	db_params_text(&query.params, code->text);
	db_params_time(&query.params, now);
	db_params_time(&query.params, code->expires_at);
	return db_run(db, &query, 1, &result);
}

enum error
db_code_check_reset(struct db *db, const struct db_code *code, int64_t now)
{
	struct db_query query = {.statement = DB_RESET_FIND};
	PGresult *result;

	db_params_id(&query.params, &code->id);
	db_params_text(&query.params, code->text);
	db_params_time(&query.params, now);
	return db_run_one(db, &query, VALIDATION_010, &result);
}

enum error
db_code_reset(struct db *db, const struct db_code *code, struct text hash,
    int64_t now, struct text *email)
{
	/* Of nobody's session: all end, if the hash is the fresh one by then. */
	const struct caller nobody = {.user_id = code->id};
	struct db_query queries[4] = {{.statement = DB_RESET_USE_UP},
	    [3] = {.statement = DB_API_TOKEN_END_ALL}};
	PGresult *results[4];
	enum error err;

	db_params_id(&queries[0].params, &code->id);
	db_params_text(&queries[0].params, code->text);
	db_params_text(&queries[0].params, hash);
	db_params_time(&queries[0].params, now);
	db_revoke_put_others(&queries[1], &nobody, hash, now);
	db_params_id(&queries[3].params, &code->id);
	db_params_text(&queries[3].params, hash);
	err = db_run(db, queries, 4, results);
	if (err != OK)
		return err;
	if (PQntuples(results[0]) == 0)
		return VALIDATION_010;
	*email = db_row_text(results[0], 0, 0);
	return OK;
}
