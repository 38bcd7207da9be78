/* conn.h: the one persistent connection to Postgres. */
#ifndef DB_CONN_H
#define DB_CONN_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct db;

struct db_options {
	const char *url;   /* a libpq URI; borrowed */
	long timeout_ms;   /* statement_timeout */
	bool prepare;      /* prepare all statements at connect: for workers */
};

/*
 * Whether libpq can read the URI ("postgresql+asyncpg://" is read as
 * "postgresql://"); otherwise why, of size bytes, says what is wrong.
 */
bool db_conn_check_url(const char *url, char *why, size_t size);

/*
 * A connection that is made at the first need and again after each loss, with
 * a growing pause between attempts that fail. NULL when memory ran out.
 */
struct db *db_conn_open(const struct db_options *options);

/* Ends the connection and frees it; NULL is fine. */
void db_conn_close(struct db *db);

/*
 * Connects if there is no living connection. True when there is one. For the
 * idle moments between requests, a second or more apart, and for start-up.
 */
bool db_conn_keep(struct db *db);

/* Asks the database for a sign of life, for at most 2 s. */
enum error db_conn_ping(struct db *db) MUST_CHECK;

/* Frees the rows read so far; texts in structs that came from them end here. */
void db_conn_release(struct db *db);

/* Why the last attempt to connect failed, one line; "" when none did. */
const char *db_conn_reason(const struct db *db);

#endif
