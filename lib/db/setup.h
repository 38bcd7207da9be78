/* setup.h: a new connection is made ready for statements; for db/ only. */
#ifndef DB_SETUP_H
#define DB_SETUP_H

#include "db/link.h"

/*
 * Begins to make a new connection ready for statements, which may take 5 s;
 * false when it is of no use.
 */
bool db_setup_start(struct db *db);

/* Goes on with it until the deadline: DB_COMING, call again. */
enum db_progress db_setup_go_on(struct db *db, int64_t deadline);

/* Each queues something: a text without parameters, … */
bool db_setup_send(const struct db *db, const char *sql);

/* … the settings, for the transaction alone if pooled, … */
bool db_setup_send_settings(const struct db *db);

/* … and time limits of so many milliseconds, likewise. */
bool db_setup_send_limits(const struct db *db, long timeout_ms);

/* Ends a pooler's transaction that failed, if the server does soon. */
void db_setup_roll_back(struct db *db);

/* Whether the server takes no writes, by what it last told us. */
bool db_setup_is_read_only(const PGconn *conn);

#endif
