/* session.c: begins, checks and ends sessions. */
#include "db/session.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

enum error
db_session_insert(
    struct db *db, const struct session *session, struct text password_hash)
{
	struct db_query queries[] = {{.statement = DB_USER_TOUCH_LOGIN},
	    {.statement = DB_SESSION_INSERT}};
	PGresult *results[2];
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
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[1]) ? OK : AUTH_001;
}

enum error
db_session_check(struct db *db, const struct id *user_id, const char *jti,
    struct text *email)
{
	struct db_query query = {.statement = DB_SESSION_STATE};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, user_id);
	db_params_text(&query.params, base_text_of(jti));
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return AUTH_007;
	if (!db_row_flag(result, 0, 2))
		return AUTH_004;
	if (!db_row_flag(result, 0, 1))
		return AUTH_007;
	*email = db_row_text(result, 0, 0);
	return OK;
}

/*
 * The parameters of SESSION_BLACKLIST, whose rows get the three ids: the
 * token, its session, and another session of this jti if there is one.
 */
static void
put_blacklist(struct db_params *params, const struct caller *caller,
    const struct id ids[3], struct text other, int64_t now, int64_t until)
{
	db_params_caller(params, caller);
	db_params_id(params, &ids[0]);
	db_params_time(params, caller->expires_at);
	db_params_id(params, &ids[1]);
	db_params_time(params, until);
	db_params_id(params, &ids[2]);
	db_params_text(params, other);
	db_params_time(params, now);
}

enum error
db_session_end(struct db *db, const struct caller *caller,
    const char *other_jti, int64_t now, int64_t until)
{
	const struct id ids[] = {base_id_new(), base_id_new(), base_id_new()};
	struct db_query queries[] = {{.statement = DB_SESSION_BLACKLIST},
	    {.statement = DB_SESSION_DELETE}};
	struct text other = base_text_of(other_jti);
	PGresult *results[2];
	enum error err;

	put_blacklist(&queries[0].params, caller, ids, other, now, until);

	db_params_id(&queries[1].params, &caller->user_id);
	db_params_text(&queries[1].params, base_text_of(caller->session_jti));
	db_params_text(&queries[1].params, other);
	db_params_id(&queries[1].params, &ids[0]);
	db_params_id(&queries[1].params, &ids[1]);
	db_params_id(&queries[1].params, &ids[2]);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : db_refusal(db, caller);
}

enum error
db_session_end_one(struct db *db, const struct caller *caller,
    const struct id *id, int64_t now)
{
	const struct id row = base_id_new();
	struct db_query queries[] = {{.statement = DB_SESSION_BLACKLIST_ONE},
	    {.statement = DB_SESSION_DELETE_ONE}};
	PGresult *results[2];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	db_params_id(&queries[0].params, id);
	db_params_id(&queries[0].params, &row);
	db_params_time(&queries[0].params, now);

	db_params_id(&queries[1].params, &caller->user_id);
	db_params_id(&queries[1].params, id);
	db_params_id(&queries[1].params, &row);
	err = db_run(db, queries, 2, results);
	if (err != OK || PQntuples(results[0]))
		return err;
	err = db_caller_check(db, caller);
	return err == OK ? RESOURCE_003 : err;
}

enum error
db_session_end_all(
    struct db *db, const struct caller *caller, int64_t now, int64_t until)
{
	const struct id ids[] = {base_id_new(), base_id_new(), base_id_new()};
	struct db_query queries[] = {{.statement = DB_SESSION_LOCK},
	    {.statement = DB_SESSION_BLACKLIST},
	    {.statement = DB_SESSION_BLACKLIST_REST},
	    {.statement = DB_SESSION_DELETE_ALL}};
	PGresult *results[4];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	put_blacklist(
	    &queries[1].params, caller, ids, (struct text){0}, now, until);

	db_params_id(&queries[2].params, &caller->user_id);
	db_params_time(&queries[2].params, now);
	db_params_id(&queries[2].params, &ids[0]);
	db_params_id(&queries[2].params, &ids[1]);

	db_params_id(&queries[3].params, &caller->user_id);
	db_params_id(&queries[3].params, &ids[0]);
	db_params_id(&queries[3].params, &ids[1]);
	err = db_run(db, queries, 4, results);
	if (err != OK)
		return err;
	return PQntuples(results[1]) ? OK : db_refusal(db, caller);
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
		db_row_sessions(result, page);
	return err;
}

/*
 * The password was not replaced. Another change was faster: VALIDATION_007,
 * even if it was made in another session, which ended the caller's.
 */
static enum error
explain_unchanged(
    struct db *db, const struct caller *caller, struct text old_hash)
{
	struct db_query query = {.statement = DB_USER_HAS_OTHER_HASH};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, &caller->user_id);
	db_params_text(&query.params, old_hash);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	return PQntuples(result) ? VALIDATION_007 : db_refusal(db, caller);
}

enum error
db_session_change_password(struct db *db, const struct caller *caller,
    struct text old_hash, struct text new_hash, int64_t now)
{
	struct db_query queries[] = {{.statement = DB_USER_SET_PASSWORD},
	    {.statement = DB_SESSION_BLACKLIST_OTHERS},
	    {.statement = DB_SESSION_REVOKE_ALL}};
	PGresult *results[3];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	db_params_text(&queries[0].params, old_hash);
	db_params_text(&queries[0].params, new_hash);
	db_params_time(&queries[0].params, now);

	db_params_id(&queries[1].params, &caller->user_id);
	db_params_text(&queries[1].params, new_hash);
	db_params_text(&queries[1].params, base_text_of(caller->session_jti));
	db_params_time(&queries[1].params, now);

	db_params_id(&queries[2].params, &caller->user_id);
	db_params_text(&queries[2].params, new_hash);
	db_params_time(&queries[2].params, now);
	err = db_run(db, queries, 3, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK :
				       explain_unchanged(db, caller, old_hash);
}
