/* token.c: clears away the rows of tokens that have run out. */
#include "base/time.h"
#include "command.h"
#include "db/upkeep.h"
#include "say.h"

#include <inttypes.h>
#include <stdio.h>

#define BATCH 1000 /* rows of a table in one transaction */

enum admin_exit
admin_token_cleanup(struct admin_call *call)
{
	/* What runs out meanwhile is for the next time, or this would not end. */
	const int64_t now = base_time_now();
	struct db_upkeep batch, sum = {0};
	enum error err;

	do {
		err = db_upkeep_batch(call->api.db, now, BATCH, &batch);
		if (err != OK)
			return admin_say_error(call, err, "");
		sum.token_blacklist += batch.token_blacklist;
		sum.refresh_tokens += batch.refresh_tokens;
		sum.attempts += batch.attempts;
		sum.todo_tombstones += batch.todo_tombstones;
		sum.idempotency_keys += batch.idempotency_keys;
	} while (db_upkeep_is_full(&batch, BATCH));
	printf("Deleted: %" PRId64 " revoked tokens, %" PRId64
	       " sessions, %" PRId64 " counts of attempts, %" PRId64
	       " deletions of todos, %" PRId64 " idempotency keys\n",
	    sum.token_blacklist, sum.refresh_tokens, sum.attempts,
	    sum.todo_tombstones, sum.idempotency_keys);
	return ADMIN_DONE;
}
