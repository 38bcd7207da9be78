/* attempt.h: the table attempts: how often an address failed of late. */
#ifndef DB_ATTEMPT_H
#define DB_ATTEMPT_H

#include "base/error.h"

#include <stdint.h>

struct db;

/*
 * How many attempts are noted under the key in the window that is open since
 * later than the moment given, and in *opened when it opened; *count is 0
 * when no window is open. SERVER_001, SERVER_002.
 */
enum error db_attempt_read(struct db *db, const char *key, int64_t since,
    int64_t *count, int64_t *opened) MUST_CHECK;

/* Notes one attempt, in the open window or a new one from now on. */
enum error db_attempt_add(
    struct db *db, const char *key, int64_t now, int64_t since) MUST_CHECK;

#endif
