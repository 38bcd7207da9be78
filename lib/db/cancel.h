/* cancel.h: tells the server to stop what nobody waits for any more. */
#ifndef DB_CANCEL_H
#define DB_CANCEL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Asks the server to cancel what the connection's backend is at (libpq's
 * PQcancel, which has no time limit, in a process of its own, which has one).
 * True when the server took the request before the deadline (base_time_steady):
 * no cancellation can then strike a later statement of the connection.
 */
bool db_cancel(PGconn *conn, int64_t deadline);

#endif
