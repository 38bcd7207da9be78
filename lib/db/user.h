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

/*
 * What a login needs of the user of an email, the whole of it, without regard
 * to ASCII case. RESOURCE_002: none.
 */
enum error db_user_find_login(
    struct db *db, struct text email, struct login *login) MUST_CHECK;

/* What a login needs of the caller. AUTH_004, AUTH_007: the token is refused. */
enum error db_user_of(
    struct db *db, const struct caller *caller, struct login *login) MUST_CHECK;

/*
 * Replaces the hash of a password that stays the same, unless the user has
 * another one than the old by now.
 */
enum error db_user_renew_hash(struct db *db, const struct id *id,
    struct text old_hash, struct text new_hash) MUST_CHECK;

/*
 * Replaces the caller's password hash, revokes all refresh tokens and
 * blacklists all other sessions. VALIDATION_007: the hash is no longer the
 * old one. AUTH_004, AUTH_007: refused.
 */
enum error db_user_change_password(struct db *db, const struct caller *caller,
    struct text old_hash, struct text new_hash, int64_t now) MUST_CHECK;

/* The caller as admins see them. AUTH_004, AUTH_007: refused. */
enum error db_user_show(
    struct db *db, const struct caller *caller, struct user *user) MUST_CHECK;

/*
 * Deletes the caller's account: the address is free, nobody is let in by it any
 * more, and no admin sees it; all that it had goes with the next upkeep.
 * VALIDATION_007: the password hash is no longer this one. AUTH_004, AUTH_007:
 * refused.
 */
enum error db_user_leave(struct db *db, const struct caller *caller,
    struct text hash, int64_t now) MUST_CHECK;

/*
 * What admins do to any user, see caller.h: AUTH_004, AUTH_007, AUTHZ_002. An
 * admin of NULL is the operator at the shell. RESOURCE_002: no such user.
 */

/* One user. */
enum error db_user_find(struct db *db, const struct caller *admin,
    const struct id *id, struct user *user) MUST_CHECK;

/*
 * A page of users in the order of created_at, id. query->email leaves
 * those whose email holds it, without regard to ASCII case. page->complete is
 * false where a node that is away had to be left out.
 */
enum error db_user_list(struct db *db, const struct caller *admin,
    const struct user_query *query, struct user_page *page) MUST_CHECK;

/*
 * Disables or enables; *user is how they are then. Disabling ends all their
 * sessions for good: an enabled user logs in anew. updated_at stays where
 * nothing changes.
 */
enum error db_user_set_active(struct db *db, const struct caller *admin,
    const struct id *id, bool active, int64_t now,
    struct user *user) MUST_CHECK;

/* Gives or takes the right of an admin; as db_user_set_active. */
enum error db_user_set_admin(struct db *db, const struct caller *admin,
    const struct id *id, bool is_admin, int64_t now,
    struct user *user) MUST_CHECK;

/* The operator alone: nobody is asked for a token. RESOURCE_002: none. */

/* The user of an email, as db_user_find_login has it. */
enum error db_user_find_email(
    struct db *db, struct text email, struct user *user) MUST_CHECK;

/*
 * Replaces the password hash and ends all sessions, for the reason
 * admin_revoke; *count of them.
 */
enum error db_user_set_password(struct db *db, const struct id *id,
    struct text hash, int64_t now, int64_t *count) MUST_CHECK;

/* Deletes a user with all todos and sessions. */
enum error db_user_delete(struct db *db, const struct id *id) MUST_CHECK;

#endif
