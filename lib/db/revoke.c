/* revoke.c: ends sessions: blacklists their tokens, and revokes or deletes. */
#include "db/revoke.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

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
db_revoke_own(struct db *db, const struct caller *caller, const char *other_jti,
    int64_t now, int64_t until)
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
db_revoke_own_all(
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

/* A session of the caller's. */
static enum error
end_own(struct db *db, const struct caller *caller, const struct id *id,
    int64_t now)
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

/* Anybody's session. */
static enum error
end_any(struct db *db, const struct id *id, int64_t now)
{
	struct db_query find = {.statement = DB_OPERATOR_SESSION_USER};
	struct db_query queries[] = {{.statement = DB_OPERATOR_BLACKLIST_ONE},
	    {.statement = DB_OPERATOR_REVOKE_ONE}};
	PGresult *results[2];
	struct id user_id;
	enum error err;
	size_t i;

	db_params_id(&find.params, id);
	err = db_run_one(db, &find, RESOURCE_003, results);
	if (err != OK)
		return err;
	user_id = db_row_id(results[0], 0, 0);
	for (i = 0; i < 2; i++) {
		db_params_id(&queries[i].params, &user_id);
		db_params_time(&queries[i].params, now);
		db_params_id(&queries[i].params, id);
	}
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : RESOURCE_003;
}

enum error
db_revoke_one(struct db *db, const struct caller *caller, const struct id *id,
    int64_t now)
{
	return caller ? end_own(db, caller, id, now) : end_any(db, id, now);
}

enum error
db_revoke_all(struct db *db, const struct caller *admin,
    const struct id *user_id, int64_t now, int64_t *count)
{
	/* The lock may be waited for: what counts is said once it is held. */
	struct db_query queries[] = {
	    {.statement = DB_ADMIN_LOCK}, {.statement = DB_ADMIN_LOCK}};
	PGresult *results[2];
	enum error err;
	size_t i;

	for (i = 0; i < 2; i++) {
		db_params_caller(&queries[i].params, admin);
		db_params_id(&queries[i].params, user_id);
	}
	db_run_begin(db);
	err = db_caller_run_admin(db, admin, queries, 2, results);
	if (err != OK)
		return err;
	if (PQntuples(results[0]) && PQntuples(results[1]))
		return db_revoke_commit_all(db, user_id, now, count);
	db_run_roll_back(db);
	if (PQntuples(results[0]))
		return db_caller_refuse_admin(db, admin);
	err = db_caller_check_admin(db, admin);
	return err == OK ? RESOURCE_002 : err;
}

enum error
db_revoke_commit_all(
    struct db *db, const struct id *user_id, int64_t now, int64_t *count)
{
	struct db_query queries[REVOKE_ALL] = {0};
	PGresult *results[REVOKE_ALL];
	enum error err;

	db_revoke_put_all(queries, user_id, now);
	err = db_run_commit(db, queries, REVOKE_ALL, results);
	if (err == OK)
		*count = PQntuples(results[0]);
	return err;
}

void
db_revoke_put_all(
    struct db_query *queries, const struct id *user_id, int64_t now)
{
	queries[0].statement = DB_ADMIN_BLACKLIST;
	db_params_id(&queries[0].params, user_id);
	db_params_time(&queries[0].params, now);

	queries[1].statement = DB_ADMIN_REVOKE;
	db_params_id(&queries[1].params, user_id);
	db_params_time(&queries[1].params, now);

	queries[2].statement = DB_ADMIN_END_API_TOKENS;
	db_params_id(&queries[2].params, user_id);
}

void
db_revoke_put_others(struct db_query *queries, const struct caller *caller,
    struct text hash, int64_t now)
{
	queries[0].statement = DB_SESSION_BLACKLIST_OTHERS;
	db_params_id(&queries[0].params, &caller->user_id);
	db_params_text(&queries[0].params, hash);
	db_params_text(&queries[0].params, base_text_of(caller->session_jti));
	db_params_time(&queries[0].params, now);

	queries[1].statement = DB_SESSION_REVOKE_ALL;
	db_params_id(&queries[1].params, &caller->user_id);
	db_params_text(&queries[1].params, hash);
	db_params_time(&queries[1].params, now);
}
