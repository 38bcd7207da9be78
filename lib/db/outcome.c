/* outcome.c: what an error of the server says of what was applied. */
#include "db/outcome.h"

#include "db/setup.h"

#include <string.h>

/* Whether the SQLSTATE is one of a list separated by blanks. */
static bool
is_one_of(const char *state, const char *list)
{
	return strlen(state) == 5 && strstr(list, state) != NULL;
}

/*
 * Whether the session goes on after an error: of a spread database a node is away,
 * and the others' users are served all the while. (A pooler's is FATAL.)
 */
static bool
is_survived(const struct db *db, const PGresult *result)
{
	const char *severity =
	    PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	return severity && strcmp(severity, "ERROR") == 0 &&
	    PQstatus(db->conn) == CONNECTION_OK;
}

/* Whether a node of a spread database may be silent, for which time ran out. */
static bool
is_silent(const struct db *db, const char *state)
{
	return db->spread && strcmp(state, "57014") == 0;
}

/*
 * Whether a node of a spread database is shut down or starts, or takes no writes, of
 * which our server tells in the same words as of itself.
 */
static bool
is_nodes(const struct db *db, const char *state)
{
	return db->spread &&
	    (is_one_of(state, "57P01 57P02 57P03") ||
		(strcmp(state, "25006") == 0 &&
		    !db_setup_is_read_only(db->conn)));
}

/*
 * Whether a statement waited for a shard that was moved meanwhile, for which Citus
 * has no state of its own.
 */
static bool
is_moved(const struct db *db, const char *state, const PGresult *result)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	return db->spread && strcmp(state, "XX000") == 0 && text &&
	    strstr(text, "cannot execute a distributed query");
}

/*
 * Judges an error. Commit comes after the last statement's result, so an
 * error in the place of such a result means that nothing was applied; later
 * than that only the database knows. (A node of a spread database may have applied
 * what it was lost under, where that was no part of a transaction.)
 */
enum outcome
db_outcome_of(struct db *db, const PGresult *result, struct stage stage)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	bool away, survived;

	db->apart = false;
	if (!state)
		return LOST;
	/* A lost race with another transaction: serialization, deadlock. */
	if (is_one_of(state, "40001 40P01"))
		return RACED;
	if (stage.early && stage.fresh && is_moved(db, state, result))
		return RACED;
	/* A user deleted meanwhile, whom the next attempt misses. */
	if (strcmp(state, "23503") == 0)
		return UNDONE;
	survived = is_survived(db, result);
	away =
	    strncmp(state, "08", 2) == 0 || (survived && is_nodes(db, state));
	db->apart = stage.early && survived && (away || is_silent(db, state));
	if (db->apart && (away || stage.apart))
		return APART;
	if (away)
		return LOST;
	/* Shut down or idle too long; read-only; statements forgotten. */
	if (is_one_of(state, "57P01 57P05 25006 26000 0A000")) {
		db_link_drop(db);
		if (stage.apart && strncmp(state, "57P", 3) == 0)
			return LOST;
		return stage.early ? UNDONE : LOST;
	}
	if (strncmp(state, "57P", 3) == 0)
		return LOST;
	return REFUSED;
}
