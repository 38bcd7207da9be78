/* caller.h: whether a verified token still counts. */
#ifndef DB_CALLER_H
#define DB_CALLER_H

#include "base/error.h"
#include "base/model.h"

struct db;

/*
 * Asks for the caller alone, where no statement of the request's own did so.
 * AUTH_004: token or session revoked; AUTH_007: user gone or disabled;
 * SERVER_001, SERVER_003.
 */
enum error
db_caller_check(struct db *db, const struct caller *caller) MUST_CHECK;

#endif
