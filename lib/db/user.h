/* user.h: the table users. */
#ifndef DB_USER_H
#define DB_USER_H

#include "base/error.h"
#include "model/session.h"
#include "model/user.h"

struct db;

/*
 * Texts that these fill live until db_conn_release. All return SERVER_001
 * when the database cannot be reached and SERVER_002, or SERVER_003 where a
 * caller is checked, when it refuses the statement.
 */

/* Adds a user. VALIDATION_003: the email is taken, in whatever case. */
enum error db_user_insert(struct db *db, const struct login *login) MUST_CHECK;

/* Finds by email without regard to ASCII case. RESOURCE_002: none. */
enum error
db_user_find(struct db *db, struct text email, struct login *login) MUST_CHECK;

/*
 * Replaces the hash of a password that stays the same, unless the user has
 * another one than the old by now.
 */
enum error db_user_renew_hash(struct db *db, const struct id *id,
    struct text old_hash, struct text new_hash) MUST_CHECK;

/* What a login needs of the caller. AUTH_004, AUTH_007: the token is refused. */
enum error db_user_of(
    struct db *db, const struct caller *caller, struct login *login) MUST_CHECK;

#endif
