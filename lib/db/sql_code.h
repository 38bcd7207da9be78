/* sql_code.h: the statements of one-time codes: invitations and password_resets. */
#ifndef DB_SQL_CODE_H
#define DB_SQL_CODE_H

#include "db/sql_user.h"

/* clang-format off */
/* The reset of the user $1 by its text $2, now. */
#define RESET_IS_GOOD(now)                                                 \
	"r.user_id = $1 AND r.code_hash = " SHA256_OF("$2")            \
	" AND r.expires_at > " now

#define CODE_STATEMENTS(X)                                                 \
	X(INVITATION_INSERT, WRITES | NOWHERE,                             \
	  "INSERT INTO invitations (id, code_hash, email, created_at, expires_at)" \
	  " VALUES ($1, " SHA256_OF("$2") ", $3, $4, $5)")                                  \
	/* The invitation $1 by its text $2 for the user $3 at $6: null where \
	 * the email $4 is taken, no row where it is not good. */          \
	X(INVITATION_ACCEPT, WRITES | NOWHERE,                             \
	  "SELECT a FROM account_accept($1, $2, $3, $4, $5, $6) a")        \
	X(RESET_INSERT, WRITES,                                            \
	  "INSERT INTO password_resets"                                    \
	  " (user_id, code_hash, created_at, expires_at)"                  \
	  " VALUES ($1, " SHA256_OF("$2") ", $3, $4) ON CONFLICT (user_id) DO UPDATE SET"   \
	  " code_hash = excluded.code_hash, created_at = excluded.created_at," \
	  " expires_at = excluded.expires_at")                             \
	X(RESET_FIND, READS,                                               \
	  "SELECT r.user_id FROM password_resets r"                        \
	  " WHERE " RESET_IS_GOOD("$3")                                    \
	  " AND EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.is_active)") \
	/* $3: the new hash; $4: now. Of two at once one finds it gone. */ \
	X(RESET_USE_UP, WRITES,                                            \
	  "WITH used AS (DELETE FROM password_resets AS r"                 \
	  "  WHERE " RESET_IS_GOOD("$4") " RETURNING r.user_id)"           \
	  " UPDATE users AS u SET password_hash = $3, updated_at = $4"     \
	  " FROM used WHERE u.id = $1 AND u.id = used.user_id"             \
	  " AND u.is_active RETURNING u.email")
/* clang-format on */

#endif
