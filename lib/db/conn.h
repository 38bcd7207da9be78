/* conn.h: the one persistent connection to Postgres. */
#ifndef DB_CONN_H
#define DB_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

struct db_options {
	const char *url; /* a libpq URI; borrowed */
	long timeout_ms; /* statement_timeout */
	bool prepare;    /* prepare all statements at connect: for workers */
	bool shuffle;    /* try the URI's hosts in an order of its own */
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

/*
 * Says that a pooler gives each transaction another session: nothing is left
 * in it, neither prepared statements nor settings. Before the first use.
 */
void db_conn_pool(struct db *db);

/* Ends the connection and frees it; NULL is fine. */
void db_conn_close(struct db *db);

/*
 * True when there is a living connection, made now if need be. Waits long for
 * it once, and half a second for a first word while the database is away, but
 * never past the deadline. What is not done then goes on later. For run.c.
 */
bool db_conn_ready(struct db *db, int64_t deadline);

/*
 * Whether the connection answered a moment ago and is worth a try without a look
 * if it still lives. For what may be sent again if it does not; for run.c.
 */
bool db_conn_is_warm(struct db *db);

/*
 * Connects if there is no living connection, or goes on with it for a fifth of
 * a second; true when there is one. For the idle moments between requests, a
 * second or more apart; not tried any more a minute after the last request.
 */
bool db_conn_keep(struct db *db);

/* Whether a request has needed the database within the last minute. */
bool db_conn_is_needed(const struct db *db);

/*
 * Connects, however long the hosts may take, and then once more: statements
 * that are still there from the first time betray a pooler that gives
 * sessions away. For --check; a connection that is there is given up first.
 */
bool db_conn_check(struct db *db);

/*
 * The name of the statement whose round trip took longest since the last
 * release, and its microseconds; of several in one trip the first. NULL where
 * there was none. Static.
 */
const char *db_conn_slowest(const struct db *db, int64_t *duration);

/* How long all round trips since the last release took, in microseconds. */
int64_t db_conn_spent(const struct db *db);

/*
 * Whether a SERVER_001 since the last release leaves it open if a change was
 * applied: the statements were sent, and their end was never heard of.
 */
bool db_conn_is_unsure(const struct db *db);

/*
 * Frees the rows read so far, and with them the texts in structs that came from
 * them, in the middle of a request that reads very many.
 */
void db_conn_free_rows(struct db *db);

/*
 * Ends a request: frees the rows read so far, so that texts in structs that
 * came from them end here, and forgets which statement was slowest.
 */
void db_conn_release(struct db *db);

/* Why the last attempt to connect failed, one line; "" when none did. */
const char *db_conn_reason(const struct db *db);

/*
 * The warnings that the server gave, each once, a line of 251 bytes at most for each: of
 * 1023 bytes those that came first; "" when it gave none.
 */
const char *db_conn_warnings(const struct db *db);

#endif
