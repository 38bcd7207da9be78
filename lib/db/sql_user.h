/* sql_user.h: the statements of the table users. */
#ifndef DB_SQL_USER_H
#define DB_SQL_USER_H

#include "db/sql.h"

/* clang-format off */
#define USER_STATEMENTS(X)                                                 \
	X(USER_BY_EMAIL, READS,                                            \
	  "SELECT id, email, password_hash, created_at, is_active"         \
	  " FROM users WHERE lower(email) = lower($1 COLLATE \"C\")")      \
	X(USER_INSERT, WRITES,                                             \
	  "INSERT INTO users AS u"                                         \
	  " (id, email, password_hash, created_at, updated_at)"            \
	  " VALUES ($1, $2, $3, $4, $4)"                                   \
	  " ON CONFLICT DO NOTHING RETURNING u.id")                        \
	X(USER_OF_CALLER, READS | GUARDED,                                 \
	  "SELECT u.id, u.email, u.password_hash, u.created_at,"           \
	  " u.is_active FROM users u WHERE " CALLER_IS_GOOD)               \
	X(USER_HAS_OTHER_HASH, READS,                                      \
	  "SELECT FROM users u WHERE u.id = $1 AND u.is_active"            \
	  " AND u.password_hash <> $2")                                    \
	X(USER_SET_PASSWORD, WRITES | GUARDED,                             \
	  "UPDATE users AS u SET password_hash = $5, updated_at = $6"      \
	  " WHERE u.password_hash = $4 AND " CALLER_IS_GOOD                \
	  " RETURNING u.id")                                               \
	X(USER_RENEW_HASH, WRITES | LOCAL,                                 \
	  "UPDATE users AS u SET password_hash = $3"                       \
	  " WHERE u.id = $1 AND u.password_hash = $2")                     \
	X(USER_TOUCH_LOGIN, WRITES | LOCAL,                                        \
	  "UPDATE users AS u SET last_login_at = $3"                       \
	  " WHERE u.id = $1 AND u.is_active AND u.password_hash = $2"      \
	  " RETURNING u.id")
/* clang-format on */

#endif
