/* connect.h: a host is connected to, a step at a time; for db/ only. */
#ifndef DB_CONNECT_H
#define DB_CONNECT_H

#include "db/link.h"

/*
 * Connects to the first host that is of use, which db->conn is then.
 * DB_COMING at the deadline: call again to go on; DB_FAILED: none is. One
 * wait is outside of the deadline: libpq looks names up by itself.
 */
enum db_progress db_connect(struct db *db, int64_t deadline);

/* Gives up a connection in the making. */
void db_connect_stop(struct db *db);

#endif
