/* operator.c: users and sessions as the database's own operator has them. */
#include "db/operator.h"

#include "db/admin.h"
#include "db/row.h"
#include "db/run.h"
#include "db/user.h"

enum error
db_operator_find(struct db *db, struct text email, struct user *user)
{
	struct login login;
	enum error err = db_user_find(db, email, &login);

	return err == OK ? db_admin_find(db, NULL, &login.id, user) : err;
}

enum error
db_operator_delete(struct db *db, const struct id *id)
{
	struct db_query query = {.statement = DB_OPERATOR_DELETE};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, id);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	return PQntuples(result) ? OK : RESOURCE_002;
}

enum error
db_operator_set_password(struct db *db, const struct id *id, struct text hash,
    int64_t now, int64_t *count)
{
	struct db_query queries[] = {{.statement = DB_OPERATOR_SET_PASSWORD},
	    {.statement = DB_ADMIN_BLACKLIST}, {.statement = DB_ADMIN_REVOKE}};
	PGresult *results[3];
	enum error err;

	/* The update locks the user's row against a login. */
	db_params_id(&queries[0].params, id);
	db_params_text(&queries[0].params, hash);
	db_params_time(&queries[0].params, now);
	db_params_caller(&queries[1].params, NULL);
	db_params_id(&queries[1].params, id);
	db_params_time(&queries[1].params, now);
	db_params_id(&queries[2].params, id);
	db_params_time(&queries[2].params, now);
	err = db_run(db, queries, 3, results);
	/* No caller was checked, though the statement could. */
	if (err != OK)
		return err == SERVER_003 ? SERVER_002 : err;
	*count = PQntuples(results[1]);
	return PQntuples(results[0]) ? OK : RESOURCE_002;
}

enum error
db_operator_sessions(struct db *db, const struct id *user_id, int64_t now,
    struct session_page *page)
{
	struct db_query query = {.statement = DB_OPERATOR_SESSIONS};
	PGresult *result;
	enum error err;

	db_params_id(&query.params, user_id);
	db_params_time(&query.params, now);
	db_params_number(&query.params, (int32_t)page->room);
	err = db_run(db, &query, 1, &result);
	if (err != OK)
		return err;
	if (PQntuples(result) == 0)
		return RESOURCE_002;
	db_row_sessions(result, page);
	return OK;
}

enum error
db_operator_end_session(struct db *db, const struct id *id, int64_t now)
{
	struct db_query queries[] = {{.statement = DB_OPERATOR_BLACKLIST_ONE},
	    {.statement = DB_OPERATOR_REVOKE_ONE}};
	PGresult *results[2];
	enum error err;
	size_t i;

	for (i = 0; i < 2; i++) {
		db_params_id(&queries[i].params, id);
		db_params_time(&queries[i].params, now);
	}
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	return PQntuples(results[0]) ? OK : RESOURCE_003;
}
