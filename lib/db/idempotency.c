/* idempotency.c: keys to rows, and the answers of rows back. */
#include "db/idempotency.h"

#include "db/caller.h"
#include "db/row.h"
#include "db/run.h"

enum kept { IDEMPOTENCY_VALUES(VALUE_ENUM, VALUE_ENUM) };

void
db_idempotency_put(struct db_query *query, enum db_statement statement,
    const struct caller *caller, const struct id *id,
    const struct idempotency *same, int64_t now)
{
	query->statement = statement;
	db_params_caller(&query->params, caller);
	db_params_id(&query->params, id);
	db_params_text(&query->params, same->key);
	db_params_text(&query->params, same->scope);
	db_params_text(&query->params, same->request);
	db_params_text(&query->params, same->headers);
	db_params_text(&query->params, same->body);
	db_params_time(&query->params, now);
}

void
db_idempotency_put_answer(struct db_query *query, const struct caller *caller,
    const struct idempotency *same)
{
	query->statement = DB_IDEMPOTENCY_ANSWER;
	db_params_id(&query->params, &caller->user_id);
	db_params_text(&query->params, same->key);
	db_params_text(&query->params, same->headers);
	db_params_text(&query->params, same->body);
}

/* Reads the one row of IDEMPOTENCY_FIND. */
static enum error
read_kept(const PGresult *kept, bool is_free, struct idempotency *same)
{
	if (db_row_is_null(kept, 0, KEPT_BODY))
		return is_free ? RESOURCE_003 : REQUEST_007;
	if (!db_row_flag(kept, 0, KEPT_IS_SAME))
		return VALIDATION_009;
	same->id = db_row_id(kept, 0, KEPT_ID);
	same->revision = db_row_number(kept, 0, KEPT_REVISION);
	same->headers = db_row_text(kept, 0, KEPT_HEADERS);
	same->body = db_row_text(kept, 0, KEPT_BODY);
	same->is_known = true;
	return OK;
}

enum error
db_idempotency_find(struct db *db, const struct caller *caller,
    struct idempotency *same, int64_t now)
{
	/* In this order, or a request that ends in between would be missed. */
	struct db_query queries[2] = {{.statement = DB_IDEMPOTENCY_IS_FREE},
	    {.statement = DB_IDEMPOTENCY_FIND}};
	PGresult *results[2];
	enum error err;

	db_params_id(&queries[0].params, &caller->user_id);
	db_params_text(&queries[0].params, same->key);
	db_params_caller(&queries[1].params, caller);
	db_params_text(&queries[1].params, same->scope);
	db_params_text(&queries[1].params, same->request);
	db_params_text(&queries[1].params, same->key);
	db_params_time(&queries[1].params, now);
	err = db_run(db, queries, 2, results);
	if (err != OK)
		return err;
	if (PQntuples(results[1]) == 0)
		return db_refusal(db, caller);
	return read_kept(results[1], db_row_flag(results[0], 0, 0), same);
}
