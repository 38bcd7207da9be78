/* outcome.c: what an error of the server says of what was applied. */
#include "db/outcome.h"

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

/*
 * Notes whether the error may be that of a node of a spread database which is away,
 * or says nothing in time.
 */
static bool
note_apart(struct db *db, const char *state, const PGresult *result)
{
	bool away = strncmp(state, "08", 2) == 0;

	db->apart = (away || (db->spread && strcmp(state, "57014") == 0)) &&
	    is_survived(db, result);
	return db->apart && away;
}

/*
 * Whether another transaction was in the way: serialization, deadlock; or the move
 * of a shard, for which Citus has no state of its own.
 */
static bool
is_raced(const struct db *db, const char *state)
{
	return is_one_of(state, "40001 40P01") ||
	    (db->spread && strcmp(state, "XX000") == 0);
}

/*
 * Judges an error. Commit comes after the last statement's result, so an
 * error in the place of such a result means that nothing was applied; later
 * than that only the database knows.
 */
enum outcome
db_outcome_of(struct db *db, const PGresult *result, bool early)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (!state)
		return LOST;
	if (is_raced(db, state))
		return RACED;
	/* A user deleted meanwhile, whom the next attempt misses. */
	if (strcmp(state, "23503") == 0)
		return UNDONE;
	/* Shut down or idle too long; read-only; statements forgotten. */
	if (is_one_of(state, "57P01 57P05 25006 26000 0A000")) {
		db_link_drop(db);
		return early ? UNDONE : LOST;
	}
	if (early && note_apart(db, state, result))
		return APART;
	if (strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0)
		return LOST;
	return REFUSED;
}
