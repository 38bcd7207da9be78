/* limit.c: counts attempts in the database, for all workers and hosts. */
#include "api/limit.h"

#include "api/route.h"
#include "base/log.h"
#include "db/attempt.h"
#include "http/address.h"
#include "model/email.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What a key is made of, and what is taken back from those that succeed. */
enum part { ADDRESS = 1, SUBJECT = 2, FAILURES = 4 };

/* What limits the routes that have one of the needs. */
static const struct budget {
	unsigned int needs, parts;
	enum attempt_kind kind;
	size_t setting;
	const char *name;   /* the key's first word */
	const char *policy; /* what clients call it; NULL: they are not told */
} budgets[] = {
#define MOST(member) offsetof(struct settings, member)
    {LIMITS_LOGINS, ADDRESS | FAILURES, BY_MINUTE, MOST(login_failures),
	"login", "login-failures"},
    {LIMITS_REGISTRATIONS, ADDRESS, BY_MINUTE, MOST(registrations), "register",
	"registrations"},
    {HASHES, ADDRESS, BY_MINUTE, MOST(hashes), "hash", "hashes"},
    /* What others try at an account would tell that there is one. */
    {LIMITS_LOGINS, SUBJECT, BY_MINUTE, MOST(account_hashes), "hash", NULL},
    {LIMITS_LOGINS, SUBJECT | ADDRESS | FAILURES, BY_PAIR, MOST(pair_failures),
	"account", NULL},
    {LIMITS_LOGINS, SUBJECT | FAILURES, BY_ACCOUNT, MOST(account_failures),
	"account", NULL},
    {LIMITS_REFRESHES, ADDRESS, BY_MINUTE, MOST(refreshes), "refresh",
	"refreshes"},
    /* A session is its token's, which has proved good. */
    {LIMITS_REFRESHES, SUBJECT, BY_MINUTE, MOST(session_refreshes), "refresh",
	"session-refreshes"},
    {LIMITS_EXPORTS, SUBJECT, BY_MINUTE, MOST(exports), "export", "exports"},
#undef MOST
};

#define BUDGETS (sizeof(budgets) / sizeof(budgets[0]))
_Static_assert(BUDGETS <= ATTEMPT_KEYS, "each budget may be a request's");

/* Whose attempts are counted: of keys, what follows the first word. */
struct names {
	char network[ADDRESS_TEXT];
	char subject[ID_KEY];
};

/* Writes what stands for an account, upper and lower case being the same. */
static void
name_subject(struct text subject, char name[ID_KEY])
{
	/* Of what is too long for an email all is the same to us. */
	char folded[EMAIL_MAX + 1];
	size_t i;

	for (i = 0; i < subject.len && i < sizeof(folded); i++)
		folded[i] = (char)tolower((unsigned char)subject.data[i]);
	base_id_fingerprint(folded, i, name);
}

/*
 * False: nobody is limited, as for a program run from a shell. Where a web server names
 * no address (it listens on a Unix socket) accounts are limited alone; all whose address
 * cannot be read are limited like one.
 */
static bool
find_names(const struct call *call, struct text subject, struct names *names)
{
	struct text address = call->req->remote_addr;

	name_subject(subject, names->subject);
	if (!http_address_network(address, names->network))
		snprintf(names->network, sizeof(names->network), "%s",
		    address.len > 0 ? "?" : "");
	return address.len > 0 || call->api->peer;
}

static void
write_key(const struct names *names, const char *name, unsigned int parts,
    char key[ATTEMPT_KEY])
{
	snprintf(key, ATTEMPT_KEY, "%s%s%s%s%s", name,
	    parts & SUBJECT ? " " : "", parts & SUBJECT ? names->subject : "",
	    parts & ADDRESS ? " " : "", parts & ADDRESS ? names->network : "");
}

/* Adds the budgets of a call whose parts have these, or lack those. */
static void
add_keys(const struct call *call, const struct names *names, unsigned int have,
    unsigned int lack, struct attempts *attempts)
{
	const struct settings *settings = call->api->settings;
	const struct budget *budget;
	struct attempt_key *key;
	long most;

	attempts->now = call->now;
	if (!*names->network)
		lack |= ADDRESS;
	for (budget = budgets; budget < budgets + BUDGETS; budget++) {
		memcpy(&most, (const char *)settings + budget->setting,
		    sizeof(most));
		if (!(call->match.route->needs & budget->needs) || most == 0 ||
		    (budget->parts & have) != have || (budget->parts & lack))
			continue;
		key = &attempts->keys[attempts->count++];
		key->kind = budget->kind;
		key->most = most;
		key->policy = budget->policy;
		write_key(names, budget->name, budget->parts, key->text);
	}
}

/* By what the account knows the address, where there is one; it is borrowed. */
static void
name_known(const struct names *names, char known[ATTEMPT_KEY],
    struct attempts *attempts)
{
	write_key(names, "known", SUBJECT | ADDRESS, known);
	attempts->known = *names->network ? known : NULL;
}

/* What is left of what clients are told of. */
static enum error
judge(struct call *call, const struct attempts *attempts, enum error err,
    long wait)
{
	const struct attempt_key *key = attempts->keys;
	size_t i;

	call->quota_count = 0;
	for (i = 0; err == OK && i < attempts->count; i++, key++) {
		if (key->policy && call->quota_count < QUOTAS_MAX)
			call->quotas[call->quota_count++] = (struct http_quota){
			    key->policy, key->most, key->left, key->resets};
	}
	if (err != OK || wait == 0)
		return err;
	call->retry_after = wait;
	return RATE_001;
}

/*
 * Whether a hash would come too late: for a client that has gone, or because of
 * the others before it. What waits longest is refused first.
 */
static bool
is_vain(const struct call *call)
{
	const struct api_peer *peer = call->api->peer;
	long most = call->api->settings->hash_queue;

	if (!peer)
		return false;
	if (peer->has_gone(peer->context)) {
		base_log(
		    LOG_INFO, "the client has gone: no password is hashed");
		return true;
	}
	return most > 0 && peer->count_waiting(peer->context) > most;
}

enum error
api_limit_check(struct call *call)
{
	struct attempts attempts = {0};
	struct names names;
	enum error err;
	long wait;

	/* A refresh is charged at once, when its token has proved good. */
	if (!(call->match.route->needs & HASHES))
		return OK;
	if (is_vain(call))
		return SERVER_005;
	if (!find_names(call, (struct text){0}, &names))
		return OK;
	add_keys(call, &names, ADDRESS, SUBJECT, &attempts);
	if (attempts.count == 0)
		return OK;
	err = db_attempt_read(call->api->db, &attempts, &wait);
	return judge(call, &attempts, err, wait);
}

enum error
api_limit_charge(struct call *call, struct text subject)
{
	struct attempts attempts = {0};
	char known[ATTEMPT_KEY];
	struct names names;
	enum error err;
	long wait;

	if (!find_names(call, subject, &names))
		return OK;
	add_keys(call, &names, 0, 0, &attempts);
	if (attempts.count == 0)
		return OK;
	name_known(&names, known, &attempts);
	err = db_attempt_add(call->api->db, &attempts, &wait);
	return judge(call, &attempts, err, wait);
}

void
api_limit_settle(struct call *call, struct text subject, enum error err)
{
	struct attempts attempts = {0};
	char known[ATTEMPT_KEY];
	struct names names;

	if (err == AUTH_001 || err == VALIDATION_007 || err == VALIDATION_010 ||
	    base_error_status(err) >= 500 || !find_names(call, subject, &names))
		return;
	add_keys(call, &names, FAILURES, 0, &attempts);
	name_known(&names, known, &attempts);
	if (attempts.count > 0 &&
	    db_attempt_forgive(call->api->db, &attempts, err == OK) != OK)
		base_log(LOG_WARNING, "an attempt could not be forgiven");
}

bool
api_limit_forget(struct db *db, struct text email)
{
	char name[ID_KEY];

	name_subject(email, name);
	if (db_attempt_forget(db, base_text_of(name)) == OK)
		return true;
	base_log(LOG_WARNING, "attempts could not be forgotten");
	return false;
}
