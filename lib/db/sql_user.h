/* sql_user.h: the statements of the table users. */
#ifndef DB_SQL_USER_H
#define DB_SQL_USER_H

#include "db/sql.h"
#include "model/user.h"

/* clang-format off */
/* What a login needs of a user, and a user as admins see one. */
#define LOGIN_COLUMNS(FIRST, NEXT, t)                                      \
	FIRST(t, id, id)                                                   \
	NEXT(t, text, email)                                               \
	NEXT(t, text, password_hash)                                       \
	NEXT(t, time, created_at)                                          \
	NEXT(t, flag, is_active)
#define USER_COLUMNS(t) #t ".id" USER_FIELDS_REST(COLUMN_OF_##t)

/* What is left of an account whose user deleted it is nobody's. */
#define USER_IS_THERE "t.deleted_at IS NULL"

/* Sets a flag to $5 at $6; what is so already stays as it is. */
#define SET_FLAG(flag)                                                     \
	WITH_ADMIN ", changed AS (UPDATE users AS t SET " flag " = $5,"    \
	" updated_at = CASE WHEN t." flag " = $5 THEN t.updated_at"        \
	"  ELSE $6 END"                                                    \
	" WHERE t.id = $4 AND " USER_IS_THERE                              \
	" AND EXISTS (SELECT 1 FROM admin) RETURNING t.*)"                 \
	" SELECT " USER_COLUMNS(changed)                                   \
	" FROM admin LEFT JOIN changed ON true"

#define USER_STATEMENTS(X)                                                 \
	X(USER_BY_EMAIL, READS | NOWHERE,                                  \
	  "SELECT " COLUMNS(LOGIN_COLUMNS, "")                             \
	  " FROM account_by_email($1)")                                    \
	X(USER_INSERT, WRITES | NOWHERE,                                   \
	  "SELECT 1 FROM account_add($1, $2, $3, $4)")                     \
	X(USER_OF_CALLER, READS | GUARDED,                                 \
	  "SELECT " COLUMNS(LOGIN_COLUMNS, "u.")                           \
	  " FROM users u WHERE " CALLER_IS_GOOD)                           \
	X(USER_SHOW, READS | GUARDED,                                      \
	  "SELECT " USER_COLUMNS(u) " FROM users u WHERE " CALLER_IS_GOOD) \
	/* The address is free at once, and nobody is let in any more; all  \
	 * else, a million todos perhaps, is deleted by upkeep. */         \
	X(USER_LEAVE, WRITES | GUARDED,                                    \
	  "UPDATE users AS u SET email = 'deleted ' || u.id,"              \
	  " password_hash = '', is_active = false, is_admin = false,"      \
	  " updated_at = $5, deleted_at = $5"                              \
	  " WHERE u.password_hash = $4 AND " CALLER_IS_GOOD                \
	  " RETURNING u.id")                                               \
	/* After that, or after the user has gone. */                      \
	X(USER_FREE_EMAIL, WRITES | NOWHERE, "SELECT account_free($1)")    \
	X(USER_HAS_OTHER_HASH, READS,                                      \
	  "SELECT 1 FROM users u WHERE u.id = $1 AND u.is_active"          \
	  " AND u.password_hash <> $2")                                    \
	X(USER_SET_PASSWORD, WRITES | GUARDED,                             \
	  "UPDATE users AS u SET password_hash = $5, updated_at = $6"      \
	  " WHERE u.password_hash = $4 AND " CALLER_IS_GOOD                \
	  " RETURNING u.id")                                               \
	X(USER_RENEW_HASH, WRITES | LOCAL,                                 \
	  "UPDATE users AS u SET password_hash = $3"                       \
	  " WHERE u.id = $1 AND u.password_hash = $2")                     \
	X(USER_TOUCH_LOGIN, WRITES,                                        \
	  "UPDATE users AS u SET last_login_at = $3"                       \
	  " WHERE u.id = $1 AND u.is_active AND u.password_hash = $2"      \
	  " RETURNING u.id")

/* Of the user $4, for an admin. */
#define USER_ADMIN_STATEMENTS(X)                                           \
	X(ADMIN_FIND, READS | GUARDED | TWO_USERS,                                     \
	  WITH_ADMIN " SELECT " USER_COLUMNS(t)                            \
	  " FROM admin LEFT JOIN users t ON t.id = $4 AND " USER_IS_THERE) \
	/* Here $4 is the limit, $5 how many to skip, and $6 what the email   \
	 * holds. Where a node is away its users are left out. (A LEFT JOIN   \
	 * counts nothing for who is no admin.) */                         \
	X(ADMIN_LIST, READS | GUARDED,                                     \
	  WITH_ADMIN " SELECT " USER_COLUMNS(page) ", page.total, page.complete" \
	  " FROM admin LEFT JOIN account_list($6, $4::int, $5::int) page ON true" \
	  " ORDER BY page.created_at, page.id")                            \
	X(ADMIN_SET_ACTIVE, WRITES | GUARDED | TWO_USERS, SET_FLAG("is_active"))       \
	X(ADMIN_SET_ADMIN, WRITES | GUARDED | TWO_USERS, SET_FLAG("is_admin"))

/* Of the user $1, for the operator alone. */
#define USER_OPERATOR_STATEMENTS(X)                                        \
	X(OPERATOR_DELETE, WRITES,                                         \
	  "DELETE FROM users AS t WHERE t.id = $1 RETURNING t.id")         \
	X(OPERATOR_SET_PASSWORD, WRITES,                                   \
	  "UPDATE users AS t SET password_hash = $2, updated_at = $3"      \
	  " WHERE t.id = $1 RETURNING t.id")
/* clang-format on */

#endif
