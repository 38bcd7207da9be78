/* session.c: begins, checks and lists sessions. */
#include "db/session.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

#include <stdio.h>

enum session_state { SESSION_STATE_VALUES(VALUE_ENUM, VALUE_ENUM) };
enum session_column {
	SESSION_COLUMNS(COLUMN_ENUM, COLUMN_ENUM, SESSION) SESSION_TOTAL
};

/* Two statements that end the oldest of more than most sessions. */
static void
put_limit(struct db_query *queries, const struct session *session, long most)
{
	queries[0].statement = DB_SESSION_BLACKLIST_OLDEST;
	db_params_id(&queries[0].params, &session->user_id);
	db_params_id(&queries[0].params, &session->id);
	db_params_number(&queries[0].params, (int32_t)most);
	db_params_time(&queries[0].params, session->issued_at);

	queries[1].statement = DB_SESSION_DELETE_OLDEST;
	db_params_id(&queries[1].params, &session->user_id);
}

enum error
db_session_begin(struct db *db, const struct session *session,
    struct text password_hash, long most)
{
	struct db_query queries[4] = {{.statement = DB_USER_TOUCH_LOGIN},
	    {.statement = DB_SESSION_INSERT}};
	PGresult *results[4];
	enum error err;

	/* The update locks the user's row against a change of password. */
	db_params_id(&queries[0].params, &session->user_id);
	db_params_text(&queries[0].params, password_hash);
	db_params_time(&queries[0].params, session->issued_at);

	db_params_id(&queries[1].params, &session->user_id);
	db_params_text(&queries[1].params, password_hash);
	db_params_id(&queries[1].params, &session->id);
	db_params_text(&queries[1].params, base_text_of(session->jti));
	db_params_time(&queries[1].params, session->issued_at);
	db_params_time(&queries[1].params, session->expires_at);
	db_params_text(&queries[1].params, session->ip_address);
	put_limit(&queries[2], session, most);
	err = db_run(db, queries, most > 0 ? 4 : 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[1]) ? OK : AUTH_001;
}

/* How statements know a token: by its session and its own jti. */
static void
put_token(struct db_params *params, const struct refresh *token)
{
	db_params_id(params, &token->user_id);
	db_params_text(params, base_text_of(token->session));
	db_params_text(params, base_text_of(token->jti));
}

/* What SESSION_STATE asks of it. */
static void
put_state(struct db_query *query, const struct refresh *token, int64_t since)
{
	query->statement = DB_SESSION_STATE;
	put_token(&query->params, token);
	db_params_number(&query->params, token->generation);
	db_params_time(&query->params, since);
}

/* What that says of the token's session. */
static enum error
read_state(const PGresult *result, struct renewal *renewal)
{
	if (PQntuples(result) == 0)
		return AUTH_007;
	if (!db_row_flag(result, 0, STATE_LIVES))
		return AUTH_004;
	if (!db_row_flag(result, 0, STATE_IS_ACTIVE))
		return AUTH_007;
	renewal->email = db_row_text(result, 0, STATE_EMAIL);
	renewal->generation =
	    (int32_t)db_row_count(result, 0, STATE_GENERATION, INT32_MAX - 1);
	renewal->used_at = db_row_time(result, 0, STATE_USED_AT);
	return OK;
}

/* Whether that says that the token came back too late. */
static bool
is_reused(const PGresult *result)
{
	return PQntuples(result) > 0 && db_row_flag(result, 0, STATE_LIVES) &&
	    db_row_flag(result, 0, STATE_IS_REUSED);
}

/* Ends the session of a token that is reused: unlike a use, this is not to be lost. */
static enum error
end_reused(struct db *db, const struct refresh *token, int64_t now,
    int64_t since, struct renewal *renewal, struct id *ended)
{
	struct db_query queries[2] = {{.statement = DB_SESSION_END_REUSED}};
	PGresult *results[2];
	enum error err;

	db_params_id(&queries[0].params, &token->user_id);
	db_params_text(&queries[0].params, base_text_of(token->session));
	db_params_time(&queries[0].params, now);
	db_params_number(&queries[0].params, token->generation);
	db_params_time(&queries[0].params, since);
	put_state(&queries[1], token, since);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	if (PQntuples(results[0]) > 0)
		*ended = db_row_id(results[0], 0, 0);
	return read_state(results[1], renewal);
}

enum error
db_session_renew(struct db *db, const struct refresh *token, int64_t now,
    int64_t since, struct renewal *renewal, struct id *ended)
{
	struct db_query queries[2] = {{.statement = DB_SESSION_ROTATE}};
	PGresult *results[2];
	enum error err;

	*ended = (struct id){0};
	put_token(&queries[0].params, token);
	db_params_number(&queries[0].params, token->generation);
	db_params_time(&queries[0].params, now);
	put_state(&queries[1], token, since);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	if (is_reused(results[1]))
		return end_reused(db, token, now, since, renewal, ended);
	return read_state(results[1], renewal);
}

static void
read_session(const PGresult *result, int row, struct session *session)
{
	struct text jti = db_row_text(result, row, SESSION_token_jti);

	session->id = db_row_id(result, row, SESSION_id);
	session->user_id = db_row_id(result, row, SESSION_user_id);
	/* The column is not null, and holds JTI_MAX bytes at most. */
	snprintf(session->jti, sizeof(session->jti), "%.*s", (int)jti.len,
	    jti.data ? jti.data : "");
	session->issued_at = db_row_time(result, row, SESSION_issued_at);
	session->expires_at = db_row_time(result, row, SESSION_expires_at);
	session->ip_address = db_row_text(result, row, SESSION_ip_address);
}

/* The rows of a SESSION_PAGE, one with a null id when there are none. */
static void
read_page(const PGresult *result, struct session_page *page)
{
	int row;

	page->total = 0;
	page->count = 0;
	for (row = 0; row < PQntuples(result) && page->count < page->room;
	     row++) {
		if (db_row_is_null(result, row, SESSION_id))
			break;
		page->total = db_row_number(result, row, SESSION_TOTAL);
		read_session(result, row, &page->items[page->count++]);
	}
}

enum error
db_session_list(struct db *db, const struct caller *caller, int64_t now,
    struct session_page *page)
{
	struct db_query query = {.statement = DB_SESSION_LIST};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	db_params_time(&query.params, now);
	db_params_number(&query.params, (int32_t)page->room);
	err = db_caller_run(db, caller, &query, &result);
	if (err == OK)
		read_page(result, page);
	return err;
}

enum error
db_session_list_of(struct db *db, const struct id *user_id, int64_t now,
    struct session_page *page)
{
	struct db_query query = {.statement = DB_OPERATOR_SESSIONS};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, user_id);
	db_params_time(&query.params, now);
	db_params_number(&query.params, (int32_t)page->room);
	err = db_run_one(db, &query, RESOURCE_002, &result);
	if (err == OK)
		read_page(result, page);
	return err;
}
