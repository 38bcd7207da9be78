/* attempt.c: what tests of attempts try, each at an account of its own. */
#include "unit/attempt.h"

#include <stdio.h>

static struct db *db;
char attempt_account[ID_TEXT];

void
attempt_open(void)
{
	struct id id = base_id_new();

	base_id_format(&id, attempt_account);
	db = fixture_open();
}

void
attempt_add_key(
	struct attempts *attempts, enum attempt_kind kind, const char *name)
{
	struct attempt_key *key = &attempts->keys[attempts->count++];

	key->kind = kind;
	key->most = ATTEMPT_MOST;
	snprintf(key->text, sizeof(key->text), "%c %s %s", (char)kind,
		attempt_account, name);
}

struct attempts
attempt_login(int64_t now, int address)
{
	static char known[ATTEMPT_KEY];
	struct attempts attempts = {.now = now, .known = known};
	char name[16];

	snprintf(name, sizeof(name), "192.0.2.%d", address);
	snprintf(known, sizeof(known), "known %s %s", attempt_account, name);
	attempt_add_key(&attempts, BY_PAIR, name);
	attempt_add_key(&attempts, BY_ACCOUNT, "");
	return attempts;
}

long
attempt_try(struct attempts attempts)
{
	long wait = -1;

	assert_error(db_attempt_add(db, &attempts, &wait), OK);
	db_conn_release(db);
	return wait;
}

long
attempt_look(struct attempts attempts)
{
	long wait = -1;

	assert_error(db_attempt_read(db, &attempts, &wait), OK);
	db_conn_release(db);
	return wait;
}

void
attempt_forgive(struct attempts attempts, bool proven)
{
	assert_error(db_attempt_forgive(db, &attempts, proven), OK);
	db_conn_release(db);
}
