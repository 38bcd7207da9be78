/* limit.c: counts attempts in the database, for all workers and hosts. */
#include "api/limit.h"

#include "api/route.h"
#include "base/log.h"
#include "base/time.h"
#include "db/attempt.h"
#include "http/address.h"

#include <stdio.h>

#define WINDOW TIME_MINUTE /* that attempts count for */
#define KEY (16 + ADDRESS_TEXT)

/* The limit of a route, or 0 for none, and the kind it is counted as. */
static long
limit_of(const struct call *call, unsigned int needs, const char **kind)
{
	*kind = needs & LIMITS_LOGINS ? "login" : "register";
	if (needs & LIMITS_LOGINS)
		return call->api->settings->login_failures;
	if (needs & LIMITS_REGISTRATIONS)
		return call->api->settings->registrations;
	return 0;
}

/* What attempts of a kind are counted under; false: nobody is limited. */
static bool
write_key(const char *kind, struct text address, char key[KEY])
{
	char network[ADDRESS_TEXT];

	if (!http_address_network(address, network))
		return false;
	snprintf(key, KEY, "%s %s", kind, network);
	return true;
}

enum error
api_limit_check(struct call *call, unsigned int needs)
{
	int64_t count, opened = 0, left;
	char key[KEY];
	const char *kind;
	enum error err;
	long limit = limit_of(call, needs, &kind);

	if (limit == 0 || !write_key(kind, call->req->remote_addr, key))
		return OK;
	err = db_attempt_read(
	    call->api->db, key, call->now - WINDOW, &count, &opened);
	if (err != OK || count < limit)
		return err;
	/* A window that is not open now is the database's mistake. */
	if (opened < call->now - WINDOW || opened > call->now)
		opened = call->now;
	left = opened + WINDOW - call->now;
	call->retry_after = (long)(left / TIME_SECOND) + 1;
	return RATE_001;
}

void
api_limit_note(struct call *call, unsigned int needs, enum error err)
{
	bool guess = err == AUTH_001 || err == VALIDATION_007;
	bool entry = err == OK || err == VALIDATION_003;
	char key[KEY];
	const char *kind;

	if (limit_of(call, needs, &kind) == 0 ||
	    !(needs & LIMITS_LOGINS ? guess : entry) ||
	    !write_key(kind, call->req->remote_addr, key))
		return;
	if (db_attempt_add(call->api->db, key, call->now, call->now - WINDOW) !=
	    OK)
		base_log(LOG_WARNING, "an attempt could not be counted");
}
