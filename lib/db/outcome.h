/* outcome.h: what may become of an attempt; for trip.c and run.c. */
#ifndef DB_OUTCOME_H
#define DB_OUTCOME_H

#include "db/link.h"

enum outcome {
	DONE,
	REFUSED, /* the server refused a statement; nothing was applied */
	UNDONE,  /* nothing was applied, and it is worth another attempt */
	RACED,   /* the same, for another transaction was in the way */
	STOPPED, /* given up in time, and nothing was applied */
	LOST,    /* the connection broke: unknown whether it was applied */
	LATE,    /* no answer in time: unknown, and not worth another one */
	APART    /* a node that our server asks is away: unknown, too */
};

/* Where in a trip an error came. */
struct stage {
	bool early; /* in place of a statement's result */
	bool fresh; /* no statement that writes came before */
	bool apart; /* in place of one that a node may have applied by itself */
};

/*
 * What an error means. Drops a connection that is of no more use, and sets db->apart
 * where a node may be the cause.
 */
enum outcome
db_outcome_of(struct db *db, const PGresult *result, struct stage stage);

#endif
