/* attempt.c: reads, counts and forgives attempts. */
#include "db/attempt.h"

#include "base/buffer.h"
#include "db/row.h"
#include "db/run.h"

#include <stdlib.h>

/* The parameters of keys, and the texts that they are borrowed from. */
struct lists {
	struct buffer keys, mosts, kinds;
};

static struct text
text_of(const struct buffer *buffer)
{
	return (struct text){buffer->data ? buffer->data : "", buffer->len};
}

/* Adds $1 to $5 of each statement; SERVER_002 when memory ran out. */
static enum error
add_params(const struct attempts *attempts, struct lists *lists,
    struct db_params *params)
{
	size_t i;

	for (i = 0; i < attempts->count; i++) {
		base_buffer_printf(
		    &lists->keys, "%s%s", i ? "," : "", attempts->keys[i].text);
		base_buffer_printf(&lists->mosts, "%s%ld", i ? "," : "",
		    attempts->keys[i].most);
		base_buffer_printf(&lists->kinds, "%s%c", i ? "," : "",
		    (char)attempts->keys[i].kind);
	}
	db_params_time(params, attempts->now);
	db_params_text(params, text_of(&lists->keys));
	db_params_text(params, text_of(&lists->mosts));
	db_params_text(params, text_of(&lists->kinds));
	db_params_text(params, base_text_of(attempts->known));
	return lists->keys.failed || lists->mosts.failed ||
		lists->kinds.failed ?
	    SERVER_002 :
	    OK;
}

/*
 * Runs one of the statements, with $6 where proven is not NULL; what it answers is
 * the connection's.
 */
static enum error
run(struct db *db, enum db_statement statement, const struct attempts *attempts,
    const bool *proven, PGresult **result)
{
	struct db_query query = {.statement = statement};
	struct lists lists = {0};
	enum error err = add_params(attempts, &lists, &query.params);

	if (proven)
		db_params_flag(&query.params, *proven);
	if (err == OK)
		err = db_run(db, &query, 1, result);
	base_buffer_clear(&lists.keys);
	base_buffer_clear(&lists.mosts);
	base_buffer_clear(&lists.kinds);
	return err;
}

/* Reads a number, of which there are most; and goes on after it. */
static long
read_count(char **at, long most)
{
	long count = strtol(*at, at, 10);

	return count < 0 ? 0 : count > most ? most : count;
}

/*
 * Reads how many attempts each key has had, and when it is new: "3 57,0 60"; whatever
 * the database says.
 */
static void
read_states(struct attempts *attempts, const char *states)
{
	struct attempt_key *key = attempts->keys;
	char *at = (char *)states;

	for (; key < attempts->keys + attempts->count; key++) {
		key->left = key->most - read_count(&at, key->most);
		key->resets = read_count(&at, ATTEMPT_WAIT_MAX);
		at += *at == ',';
	}
}

/* Gives a wait that a client may be told, whatever the database says. */
static enum error
wait_of(struct db *db, enum db_statement statement, struct attempts *attempts,
    long *wait)
{
	PGresult *result;
	enum error err = run(db, statement, attempts, NULL, &result);
	struct text states;

	*wait = 0;
	if (err != OK || PQntuples(result) == 0)
		return err;
	*wait = (long)db_row_number(result, 0, 0);
	if (*wait < 0 || *wait > ATTEMPT_WAIT_MAX)
		*wait = ATTEMPT_WAIT_MAX;
	states = db_row_text(result, 0, 1);
	read_states(attempts, states.len ? states.data : "");
	return OK;
}

enum error
db_attempt_read(struct db *db, struct attempts *attempts, long *wait)
{
	return wait_of(db, DB_ATTEMPT_READ, attempts, wait);
}

enum error
db_attempt_add(struct db *db, struct attempts *attempts, long *wait)
{
	return wait_of(db, DB_ATTEMPT_ADD, attempts, wait);
}

enum error
db_attempt_forgive(struct db *db, const struct attempts *attempts, bool proven)
{
	PGresult *result;

	return run(db, DB_ATTEMPT_FORGIVE, attempts, &proven, &result);
}

enum error
db_attempt_forget(struct db *db, struct text account)
{
	struct db_query query = {.statement = DB_ATTEMPT_FORGET};
	PGresult *result;

	db_params_text(&query.params, account);
	return db_run(db, &query, 1, &result);
}
