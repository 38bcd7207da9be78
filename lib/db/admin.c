/* admin.c: users, and the end of their sessions, for who may see them all. */
#include "db/admin.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

enum column {
	ID,
	EMAIL,
	CREATED_AT,
	UPDATED_AT,
	LAST_LOGIN_AT,
	IS_ACTIVE,
	IS_ADMIN_FLAG,
	TOTAL
};

static void
read_user(const PGresult *result, int row, struct user *user)
{
	user->id = db_row_id(result, row, ID);
	user->email = db_row_text(result, row, EMAIL);
	user->created_at = db_row_time(result, row, CREATED_AT);
	user->updated_at = db_row_time(result, row, UPDATED_AT);
	user->last_login_at = db_row_time(result, row, LAST_LOGIN_AT);
	user->is_active = db_row_flag(result, row, IS_ACTIVE);
	user->is_admin = db_row_flag(result, row, IS_ADMIN_FLAG);
}

/* db_run, but for an operator no check of a caller can have failed. */
static enum error
run(struct db *db, const struct caller *admin, const struct db_query *queries,
    size_t count, PGresult **results)
{
	enum error err = db_run(db, queries, count, results);

	return err == SERVER_003 && !admin ? SERVER_002 : err;
}

enum error
db_admin_check(struct db *db, const struct caller *admin)
{
	bool is_admin = false;
	enum error err;

	if (!admin)
		return OK;
	err = db_caller_look(db, admin, &is_admin);
	return err == OK && !is_admin ? AUTHZ_002 : err;
}

/* Why a statement did nothing for an admin who may be good after all. */
static enum error
refusal(struct db *db, const struct caller *admin)
{
	enum error err = db_admin_check(db, admin);

	/* Nothing speaks against them now: something did, a moment ago. */
	return err == OK ? AUTHZ_002 : err;
}

/* Runs a statement whose one row is a user. */
static enum error
run_on_one(struct db *db, const struct caller *admin,
    const struct db_query *query, struct user *user)
{
	PGresult *result;
	enum error err = run(db, admin, query, 1, &result);

	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return refusal(db, admin);
	if (db_row_is_null(result, 0, ID))
		return RESOURCE_002;
	read_user(result, 0, user);
	return OK;
}

enum error
db_admin_list(struct db *db, const struct caller *admin,
    const struct user_query *query, struct user_page *page)
{
	struct db_query statement = {.statement = DB_ADMIN_LIST};
	PGresult *result;
	enum error err;
	int row;

	db_params_caller(&statement.params, admin);
	db_params_number(&statement.params, query->limit);
	db_params_number(&statement.params, query->skip);
	db_params_text(&statement.params, query->email);
	err = run(db, admin, &statement, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return refusal(db, admin);
	page->total = db_row_number(result, 0, TOTAL);
	page->count = 0;
	for (row = 0; row < PQntuples(result); row++) {
		if (!db_row_is_null(result, row, ID))
			read_user(result, row, &page->items[page->count++]);
	}
	return OK;
}

enum error
db_admin_find(struct db *db, const struct caller *admin, const struct id *id,
    struct user *user)
{
	struct db_query query = {.statement = DB_ADMIN_FIND};

	db_params_caller(&query.params, admin);
	db_params_id(&query.params, id);
	return run_on_one(db, admin, &query, user);
}

/* Sets one flag by the statement for it. */
static enum error
set_flag(struct db *db, const struct caller *admin, struct db_query query,
    const struct id *id, bool flag, int64_t now, struct user *user)
{
	db_params_caller(&query.params, admin);
	db_params_id(&query.params, id);
	db_params_flag(&query.params, flag);
	db_params_time(&query.params, now);
	return run_on_one(db, admin, &query, user);
}

enum error
db_admin_set_active(struct db *db, const struct caller *admin,
    const struct id *id, bool active, int64_t now, struct user *user)
{
	return set_flag(db, admin,
	    (struct db_query){.statement = DB_ADMIN_SET_ACTIVE}, id, active,
	    now, user);
}

enum error
db_admin_set_admin(struct db *db, const struct caller *admin,
    const struct id *id, bool is_admin, int64_t now, struct user *user)
{
	return set_flag(db, admin,
	    (struct db_query){.statement = DB_ADMIN_SET_ADMIN}, id, is_admin,
	    now, user);
}

enum error
db_admin_revoke(struct db *db, const struct caller *admin, const struct id *id,
    int64_t now, int64_t *count)
{
	struct db_query queries[] = {{.statement = DB_ADMIN_LOCK},
	    {.statement = DB_ADMIN_BLACKLIST}, {.statement = DB_ADMIN_REVOKE}};
	PGresult *results[3];
	enum error err;

	db_params_caller(&queries[0].params, admin);
	db_params_id(&queries[0].params, id);

	db_params_caller(&queries[1].params, admin);
	db_params_id(&queries[1].params, id);
	db_params_time(&queries[1].params, now);

	db_params_id(&queries[2].params, id);
	db_params_time(&queries[2].params, now);
	err = run(db, admin, queries, 3, results);
	if (err != OK)
		return err;
	*count = PQntuples(results[1]);
	if (*count > 0)
		return OK;
	/* No session, no user, or refused, perhaps between two statements. */
	err = db_admin_check(db, admin);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : RESOURCE_002;
}
