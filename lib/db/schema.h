/* schema.h: which schema the statements are made for, and which is there. */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include <stdbool.h>

/*
 * The step of schema/ that the statements need, by its place in sqitch.plan. A
 * later one is as good, for the schema is brought up to date before programs.
 */
#define DB_SCHEMA_VERSION 7

struct db;

/* What the database is like. */
struct db_schema {
	bool answers;  /* it can be reached and answers */
	bool writable; /* it takes writes */
	int version;   /* of the schema; 0 when there is none */
};

/* Looks, for 2 s at most. */
void db_schema_look(struct db *db, struct db_schema *schema);

#endif
