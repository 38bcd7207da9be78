/* upkeep.c: decides what a worker does when it is idle, and tells what went. */
#include "api/upkeep.h"

#include "base/log.h"
#include "base/time.h"
#include "db/conn.h"
#include "db/todo.h"
#include "db/upkeep.h"

#include <inttypes.h>

/*
 * When to clean up next: after a half to one and a half of the interval, so
 * that workers that were started together do not all come at once.
 */
static int64_t
next_after(int64_t now, int64_t interval)
{
	struct id random = base_id_new();

	return now + interval / 2 +
	    interval / 65536 * (random.bytes[0] << 8 | random.bytes[1]);
}

static void
tell(const struct db_upkeep *deleted)
{
	if (deleted->token_blacklist || deleted->refresh_tokens ||
	    deleted->attempts || deleted->todo_tombstones ||
	    deleted->idempotency_keys)
		base_log(LOG_INFO,
		    "cleaned up: %" PRId64 " of token_blacklist, %" PRId64
		    " of refresh_tokens, %" PRId64 " of attempts, %" PRId64
		    " of todo_tombstones, %" PRId64 " of idempotency_keys",
		    deleted->token_blacklist, deleted->refresh_tokens,
		    deleted->attempts, deleted->todo_tombstones,
		    deleted->idempotency_keys);
}

void
api_upkeep_tick(struct api *api, struct api_upkeep *plan)
{
	int64_t interval = api->settings->cleanup_seconds * TIME_SECOND;
	int64_t now = base_time_steady();
	struct db_upkeep deleted;

	if (interval == 0)
		return;
	if (plan->due == 0)
		plan->due = next_after(now, interval);
	/* A managed database that suspends itself is not kept from it. */
	if (now < plan->due || !db_conn_is_needed(api->db))
		return;
	if (db_upkeep_try(
		api->db, base_time_now(), API_UPKEEP_BATCH, &deleted) == OK)
		tell(&deleted);
	/* What another worker is at may be too much for it alone. */
	if (!deleted.busy && !db_upkeep_is_full(&deleted, API_UPKEEP_BATCH))
		plan->due = next_after(now, interval);
}

void
api_upkeep_search(struct api *api, const struct id *user)
{
	api->searcher = *user;
	api->has_searcher = true;
}

void
api_upkeep_index(struct api *api)
{
	bool more = false;

	if (!api->has_searcher)
		return;
	if (db_todo_index(api->db, &api->searcher, &more) != OK)
		more = false;
	api->has_searcher = more;
}

void
api_upkeep_idle(struct api *api, struct api_upkeep *plan)
{
	if (base_time_steady() - plan->looked < API_UPKEEP_PAUSE)
		return;
	if (db_conn_keep(api->db)) {
		api_upkeep_index(api);
		api_upkeep_tick(api, plan);
	}
	plan->looked = base_time_steady();
}
