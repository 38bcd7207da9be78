/* admin.h: what admins do to users and their sessions. */
#ifndef DB_ADMIN_H
#define DB_ADMIN_H

#include "base/error.h"
#include "model/session.h"
#include "model/user.h"

struct db;

/*
 * admin is who asks through the API: the token, and the right (is_admin), are
 * checked by the statement that acts, and whoever is refused changes nothing:
 * AUTH_004, AUTH_007, AUTHZ_002. NULL is an operator at the shell, who may do
 * what the database lets them. RESOURCE_002: no such user. All return
 * SERVER_001 when the database cannot be reached and SERVER_003, or
 * SERVER_002 for an operator, when it refuses a statement. Texts live until
 * db_conn_release.
 */

/*
 * Asks for the caller alone, where no statement of the request's own did so.
 */
enum error db_admin_check(struct db *db, const struct caller *admin) MUST_CHECK;

/*
 * A page of users in the order of created_at, id. query->email leaves
 * those whose email holds it, without regard to ASCII case.
 */
enum error db_admin_list(struct db *db, const struct caller *admin,
    const struct user_query *query, struct user_page *page) MUST_CHECK;

/* One user. */
enum error db_admin_find(struct db *db, const struct caller *admin,
    const struct id *id, struct user *user) MUST_CHECK;

/*
 * Disables or enables; *user is how they are then. It is the flag alone:
 * tokens of a disabled user are AUTH_007 and count again when they are enabled
 * before they run out. updated_at stays where nothing changes.
 */
enum error db_admin_set_active(struct db *db, const struct caller *admin,
    const struct id *id, bool active, int64_t now,
    struct user *user) MUST_CHECK;

/* Gives or takes the right of an admin; as db_admin_set_active. */
enum error db_admin_set_admin(struct db *db, const struct caller *admin,
    const struct id *id, bool is_admin, int64_t now,
    struct user *user) MUST_CHECK;

/*
 * Ends every session of the user, with all access tokens of theirs, for the
 * reason admin_revoke; *count is how many did not end before. A login at the
 * same time either comes first and ends too, or begins a session afterwards.
 */
enum error db_admin_revoke(struct db *db, const struct caller *admin,
    const struct id *id, int64_t now, int64_t *count) MUST_CHECK;

#endif
