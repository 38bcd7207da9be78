/* use.c: notes the use of an API token once a minute, not once a request. */
#include "api/use.h"

#include "base/log.h"
#include "base/time.h"
#include "db/api_token.h"
#include "db/conn.h"

#include <stdbool.h>
#include <string.h>

/*
 * Whether this process has noted it within a minute; from now on it has. Tokens
 * share a row where their hashes begin alike, and are noted more often then: the
 * statement itself keeps to the minute.
 */
static bool
is_noted(struct api_uses *uses, const struct caller *caller, int64_t now)
{
	size_t row = (size_t)(caller->jti[0] * 16 + caller->jti[1]) % API_USES;
	bool noted = strcmp(uses->rows[row].hash, caller->jti) == 0 &&
	    now - uses->rows[row].noted < TIME_MINUTE;

	if (noted)
		return true;
	memcpy(uses->rows[row].hash, caller->jti, sizeof(caller->jti));
	uses->rows[row].noted = now;
	return false;
}

void
api_use_note(struct api_uses *uses, struct db *db, const struct caller *caller,
    int64_t now)
{
	if (!caller->by_api_token || is_noted(uses, caller, now))
		return;
	if (db_api_token_touch(db, caller, now) != OK)
		base_log(LOG_WARNING, "the use of an API token was not noted");
	db_conn_release(db);
}
