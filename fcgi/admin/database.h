/* database.h: what the doctor finds of the servers of DATABASE_URL. */
#ifndef ADMIN_DATABASE_H
#define ADMIN_DATABASE_H

#include "call.h"

/*
 * Prints a line for each server and standby, and what would be lost if the
 * primary died now. False when a server is away, or none takes writes.
 */
bool admin_database_tell(const struct admin_call *call);

#endif
