/* code.h: the tables of one-time codes: invitations and password_resets. */
#ifndef DB_CODE_H
#define DB_CODE_H

#include "base/error.h"
#include "model/user.h"

struct db;

/* A one-time code, and what is kept beside it. */
struct db_code {
	struct id id;     /* the invitation's own, or of whose password it is */
	struct text text; /* of which the hash is kept */
	struct text email;  /* who may use an invitation; absent: anybody */
	int64_t expires_at; /* not looked at where a code is presented */
};

/* All: SERVER_001, SERVER_002. */

/* Keeps an invitation. */
enum error db_code_invite(
    struct db *db, const struct db_code *code, int64_t now) MUST_CHECK;

/*
 * Registers a user by an invitation, which is used up by that. AUTHZ_003: it is
 * wrong, somebody else's, used or has run out; VALIDATION_003: the email is
 * taken, and the invitation stays good.
 */
enum error db_code_accept(struct db *db, const struct db_code *code,
    const struct login *login) MUST_CHECK;

/* Keeps the code by which a user may reset the password, in place of any other. */
enum error db_code_allow_reset(
    struct db *db, const struct db_code *code, int64_t now) MUST_CHECK;

/*
 * Whether the code would reset a password now. VALIDATION_010: it is wrong, was
 * used or has run out, or the user is disabled.
 */
enum error db_code_check_reset(
    struct db *db, const struct db_code *code, int64_t now) MUST_CHECK;

/*
 * Resets the password to one of this hash, and ends all sessions and API tokens;
 * the code is used up. *email is the user's, and lives until db_conn_release.
 * VALIDATION_010 as before.
 */
enum error db_code_reset(struct db *db, const struct db_code *code,
    struct text hash, int64_t now, struct text *email) MUST_CHECK;

#endif
