/* api_token.c: API tokens to rows and back. */
#include "db/api_token.h"

#include "base/time.h"
#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

enum api_token_state { API_TOKEN_STATE_VALUES(VALUE_ENUM, VALUE_ENUM) };
enum api_token_column { API_TOKEN_COLUMNS(COLUMN_ENUM, COLUMN_ENUM, TOKEN) };

#define READ(t, kind, name) \
	token->name = db_row_##kind(result, row, t##_##name);

static void
read_token(const PGresult *result, int row, struct api_token *token)
{
	API_TOKEN_COLUMNS(READ, READ, TOKEN)
}

enum error
db_api_token_insert(struct db *db, const struct caller *caller,
    const struct api_token *token, const char *secret, long limit)
{
	struct db_query queries[] = {
	    {.statement = DB_SESSION_LOCK}, {.statement = DB_API_TOKEN_INSERT}};
	struct db_params *params = &queries[1].params;
	PGresult *results[2];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	db_params_caller(params, caller);
	db_params_id(params, &token->id);
	db_params_text(params, base_text_of(secret));
	db_params_text(params, token->name);
	db_params_text(params, token->access);
	db_params_time(params, token->created_at);
	if (token->expires_at == TIME_NONE)
		db_params_null(params);
	else
		db_params_time(params, token->expires_at);
	db_params_number(params, (int32_t)limit);
	err = db_run(db, queries, 2, results);
	if (err != OK || PQntuples(results[1]) > 0)
		return err;
	err = db_caller_check(db, caller);
	return err == OK ? LIMIT_002 : err;
}

enum error
db_api_token_find(
    struct db *db, struct caller *caller, int64_t now, bool *is_full)
{
	struct db_query query = {.statement = DB_API_TOKEN_STATE};
	PGresult *result;
	enum error err;

	*is_full = false;
	db_params_id(&query.params, &caller->user_id);
	db_params_text(&query.params, caller->api_token);
	db_params_time(&query.params, now);
	err = db_run_one(db, &query, AUTH_004, &result);
	if (err != OK)
		return err == SERVER_002 ? SERVER_003 : err;
	if (!db_row_flag(result, 0, API_TOKEN_USER_IS_ACTIVE))
		return AUTH_007;
	if (!db_row_flag(result, 0, API_TOKEN_IS_LIVING))
		return AUTH_002;
	caller->api_token_id = db_row_id(result, 0, API_TOKEN_ID);
	*is_full = db_row_flag(result, 0, API_TOKEN_IS_FULL);
	return OK;
}

enum error
db_api_token_list(struct db *db, const struct caller *caller, int64_t now,
    struct api_token_page *page)
{
	struct db_query query = {.statement = DB_API_TOKEN_LIST};
	PGresult *result;
	enum error err;
	int row;

	page->count = 0;
	db_params_caller(&query.params, caller);
	db_params_time(&query.params, now);
	db_params_number(&query.params, API_TOKEN_PAGE_MAX);
	err = db_caller_run(db, caller, &query, &result);
	if (err != OK)
		return err;
	for (row = 0; row < PQntuples(result) && row < API_TOKEN_PAGE_MAX;
	     row++) {
		if (!db_row_is_null(result, row, TOKEN_id))
			read_token(result, row, &page->items[page->count++]);
	}
	return OK;
}

enum error
db_api_token_delete(struct db *db, const struct caller *caller,
    const struct id *id, int64_t now)
{
	struct db_query query = {.statement = DB_API_TOKEN_DELETE};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	db_params_id(&query.params, id);
	db_params_time(&query.params, now);
	err = db_run(db, &query, 1, &result);
	if (err != OK || PQntuples(result) > 0)
		return err;
	err = db_caller_check(db, caller);
	return err == OK ? RESOURCE_005 : err;
}

enum error
db_api_token_touch(struct db *db, const struct caller *caller, int64_t now)
{
	struct db_query query = {.statement = DB_API_TOKEN_TOUCH};
	PGresult *result;

	db_params_id(&query.params, &caller->user_id);
	db_params_id(&query.params, &caller->api_token_id);
	db_params_time(&query.params, now);
	return db_run(db, &query, 1, &result);
}
