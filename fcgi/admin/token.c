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
	const char *before = "";
	enum error err;

	do {
		err = db_upkeep_batch(call->api.db, now, BATCH, &batch);
		if (err != OK)
			return admin_say_error(call, err, "");
#define ADD(statement, table, ...) sum.table += batch.table;
		DB_UPKEEP_LIST(ADD)
	} while (db_upkeep_is_full(&batch, BATCH));
	fputs("Deleted:", stdout);
#define TELL(statement, table, age, called) \
	printf("%s %" PRId64 " " called, before, sum.table), before = ",";
	DB_UPKEEP_LIST(TELL)
	putchar('\n');
	return ADMIN_DONE;
}
