/* schema.h: which schema the statements are made for, and which is there. */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include "base/error.h"

#include <stdbool.h>

/*
 * The step of schema/ that the statements need, by its place in sqitch.plan. A
 * later one is as good, for the schema is brought up to date before programs.
 */
#define DB_SCHEMA_VERSION 18

struct db;

#define DB_SCHEMA_CURE 600 /* bytes */

/* What the database is like. */
struct db_schema {
	bool answers;    /* it can be reached and answers */
	bool writable;   /* it takes writes, and requests have the rights to */
	bool readable;   /* they have the rights to read */
	bool changeable; /* our role may change it, or empty tables */
	bool temporary;  /* our role may make temporary tables, and functions */
	int version;     /* of the schema; 0 when there is none */
	char cure[DB_SCHEMA_CURE]; /* SQL that gives what rights it lacks */
};

/* Asks the database for a sign of life, which has to come within 2 s. */
enum error db_schema_ping(struct db *db) MUST_CHECK;

/* Looks, for 2 s at most, or 4 s where the view of the version is refused. */
void db_schema_look(struct db *db, struct db_schema *schema);

/*
 * The same where no connection can be prepared for the statements: on one of
 * its own, which is not. Nothing is known unless a server was there.
 */
void db_schema_explain(const struct db *db, struct db_schema *schema);

#endif
