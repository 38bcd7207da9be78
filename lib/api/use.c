/* use.c: notes the use of an API token once a minute, not once a request. */
#include "api/use.h"

#include "base/log.h"
#include "base/time.h"
#include "db/api_token.h"
#include "db/conn.h"

#include <stdbool.h>

/*
 * Whether this process has noted it within a minute; from now on it has. Tokens
 * share a row where their ids begin alike, and are noted more often then: the
 * statement itself keeps to the minute.
 */
static bool
is_noted(struct api_uses *uses, const struct caller *caller, int64_t now)
{
	const struct id *id = &caller->api_token_id;
	size_t row = id->bytes[0] % API_USES;
	bool noted = base_id_equal(&uses->rows[row].id, id) &&
	    now - uses->rows[row].noted < TIME_MINUTE;

	if (noted)
		return true;
	uses->rows[row].id = *id;
	uses->rows[row].noted = now;
	return false;
}

void
api_use_note(struct api_uses *uses, struct db *db, const struct caller *caller,
    int64_t now)
{
	if (!caller->api_token.data || is_noted(uses, caller, now))
		return;
	if (db_api_token_touch(db, caller, now) != OK)
		base_log(LOG_WARNING, "the use of an API token was not noted");
	db_conn_release(db);
}
