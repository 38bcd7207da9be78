/* user.c: users to rows and back. */
#include "db/user.h"

#include "db/caller.h"
#include "db/link.h"
#include "db/revoke.h"
#include "db/row.h"
#include "db/run.h"
#include "db/schema.h"

enum login_column { LOGIN_COLUMNS(COLUMN_ENUM, COLUMN_ENUM, LOGIN) };
#define USER_COLUMN(name, ...) USER_##name,
enum user_column {
	USER_FIELDS_KEY(USER_COLUMN) USER_FIELDS_REST(USER_COLUMN) USER_TOTAL,
	USER_COMPLETE
};

#define READ(t, kind, name) out->name = db_row_##kind(result, row, t##_##name);
#define READ_FIELD(name, kind, ...) READ(USER, kind, name)

static void
read_login(const PGresult *result, int row, struct login *out)
{
	LOGIN_COLUMNS(READ, READ, LOGIN)
}

static void
read_user(const PGresult *result, int row, struct user *out)
{
	USER_FIELDS_KEY(READ_FIELD)
	USER_FIELDS_REST(READ_FIELD)
}

enum error
db_user_insert(struct db *db, const struct login *login)
{
	struct db_query query = {.statement = DB_USER_INSERT};
	PGresult *result;

	db_params_id(&query.params, &login->id);
	db_params_text(&query.params, login->email);
	db_params_text(&query.params, login->password_hash);
	db_params_time(&query.params, login->created_at);
	return db_run_one(db, &query, VALIDATION_003, &result);
}

enum error
db_user_find_login(struct db *db, struct text email, struct login *login)
{
	struct db_query query = {.statement = DB_USER_BY_EMAIL};
	PGresult *result;
	enum error err;

	db_params_text(&query.params, email);
	err = db_run_one(db, &query, RESOURCE_002, &result);
	if (err == OK)
		read_login(result, 0, login);
	return err;
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
		read_login(result, 0, login);
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

/*
 * The hash is another one than it was. Another change was faster: VALIDATION_007,
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
db_user_change_password(struct db *db, const struct caller *caller,
    struct text old_hash, struct text new_hash, int64_t now)
{
	struct db_query queries[3] = {{.statement = DB_USER_SET_PASSWORD}};
	PGresult *results[3];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	db_params_text(&queries[0].params, old_hash);
	db_params_text(&queries[0].params, new_hash);
	db_params_time(&queries[0].params, now);
	db_revoke_put_others(&queries[1], caller, new_hash, now);
	err = db_run(db, queries, 3, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK :
				       explain_unchanged(db, caller, old_hash);
}

enum error
db_user_show(struct db *db, const struct caller *caller, struct user *user)
{
	struct db_query query = {.statement = DB_USER_SHOW};
	PGresult *result;
	enum error err;

	db_params_caller(&query.params, caller);
	err = db_caller_run(db, caller, &query, &result);
	if (err == OK)
		read_user(result, 0, user);
	return err;
}

enum error
db_user_leave(
    struct db *db, const struct caller *caller, struct text hash, int64_t now)
{
	struct db_query queries[] = {
	    {.statement = DB_USER_LEAVE}, {.statement = DB_USER_FREE_EMAIL}};
	PGresult *results[2];
	enum error err;

	db_params_caller(&queries[0].params, caller);
	db_params_text(&queries[0].params, hash);
	db_params_time(&queries[0].params, now);
	db_params_id(&queries[1].params, &caller->user_id);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : explain_unchanged(db, caller, hash);
}

/* Runs statements, of which the first has a row unless the admin is refused. */
static enum error
run(struct db *db, const struct caller *admin, const struct db_query *queries,
    size_t count, PGresult **results)
{
	enum error err =
	    db_caller_run_admin(db, admin, queries, count, results);

	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : db_caller_refuse_admin(db, admin);
}

/* Runs a statement whose row is a user. */
static enum error
run_on_one(struct db *db, const struct caller *admin,
    const struct db_query *query, struct user *user)
{
	PGresult *result;
	enum error err = run(db, admin, query, 1, &result);

	if (err != OK)
		return err;
	if (db_row_is_null(result, 0, USER_id))
		return RESOURCE_002;
	read_user(result, 0, user);
	return OK;
}

enum error
db_user_find(struct db *db, const struct caller *admin, const struct id *id,
    struct user *user)
{
	struct db_query query = {.statement = DB_ADMIN_FIND};

	db_params_caller(&query.params, admin);
	db_params_id(&query.params, id);
	return run_on_one(db, admin, &query, user);
}

/*
 * What names a user runs at their node, where none can ask the others. So where
 * tables are spread, as a session tells, admins are asked about on their own.
 */
static enum error
let_in(struct db *db, const struct caller **admin)
{
	enum error err = db->conn && !db->settling ? OK : db_schema_ping(db);

	if (err != OK || !db->spread)
		return err;
	err = db_caller_check_admin(db, *admin);
	*admin = NULL;
	return err;
}

enum error
db_user_list(struct db *db, const struct caller *admin,
    const struct user_query *query, struct user_page *page)
{
	struct db_query statement = {.statement = DB_ADMIN_LIST};
	PGresult *result;
	enum error err = admin ? let_in(db, &admin) : OK;
	int row;

	if (err != OK)
		return err;
	db_params_caller(&statement.params, admin);
	db_params_number(&statement.params, query->limit);
	db_params_number(&statement.params, query->skip);
	db_params_text(&statement.params, query->email);
	err = run(db, admin, &statement, 1, &result);
	if (err != OK)
		return err;
	page->total = db_row_number(result, 0, USER_TOTAL);
	page->complete = db_row_flag(result, 0, USER_COMPLETE);
	page->count = 0;
	/* The page has room for the limit, whatever the database sends. */
	for (row = 0; row < PQntuples(result) && row < query->limit; row++) {
		if (!db_row_is_null(result, row, USER_id))
			read_user(result, row, &page->items[page->count++]);
	}
	return OK;
}

/* What sets one flag, by the statement for it. */
static void
put_flag(struct db_query *query, enum db_statement statement,
    const struct caller *admin, const struct id *id, bool flag, int64_t now)
{
	query->statement = statement;
	db_params_caller(&query->params, admin);
	db_params_id(&query->params, id);
	db_params_flag(&query->params, flag);
	db_params_time(&query->params, now);
}

enum error
db_user_set_active(struct db *db, const struct caller *admin,
    const struct id *id, bool active, int64_t now, struct user *user)
{
	struct db_query query = {0};
	int64_t count;
	enum error err;

	put_flag(&query, DB_ADMIN_SET_ACTIVE, admin, id, active, now);
	if (active)
		return run_on_one(db, admin, &query, user);
	/*
	 * The update locks the user's row against a login. It may wait for that, and
	 * the admin may be none by then: the rest is done for it was done.
	 */
	db_run_begin(db);
	err = run_on_one(db, admin, &query, user);
	if (err == OK)
		return db_revoke_commit_all(db, id, now, &count);
	db_run_roll_back(db);
	return err;
}

enum error
db_user_set_admin(struct db *db, const struct caller *admin,
    const struct id *id, bool is_admin, int64_t now, struct user *user)
{
	struct db_query query = {0};

	put_flag(&query, DB_ADMIN_SET_ADMIN, admin, id, is_admin, now);
	return run_on_one(db, admin, &query, user);
}

enum error
db_user_find_email(struct db *db, struct text email, struct user *user)
{
	struct login login;
	enum error err = db_user_find_login(db, email, &login);

	return err == OK ? db_user_find(db, NULL, &login.id, user) : err;
}

enum error
db_user_set_password(struct db *db, const struct id *id, struct text hash,
    int64_t now, int64_t *count)
{
	struct db_query queries[1 + REVOKE_ALL] = {
	    {.statement = DB_OPERATOR_SET_PASSWORD}};
	PGresult *results[1 + REVOKE_ALL];
	enum error err;

	/* The update locks the user's row against a login. */
	db_params_id(&queries[0].params, id);
	db_params_text(&queries[0].params, hash);
	db_params_time(&queries[0].params, now);
	db_revoke_put_all(&queries[1], id, now);
	err = db_caller_run_admin(db, NULL, queries, 1 + REVOKE_ALL, results);
	if (err != OK)
		return err;
	*count = PQntuples(results[1]);
	return PQntuples(results[0]) ? OK : RESOURCE_002;
}

enum error
db_user_delete(struct db *db, const struct id *id)
{
	struct db_query queries[] = {{.statement = DB_OPERATOR_DELETE},
	    {.statement = DB_USER_FREE_EMAIL}};
	PGresult *results[2];
	enum error err;

	db_params_id(&queries[0].params, id);
	db_params_id(&queries[1].params, id);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : RESOURCE_002;
}
