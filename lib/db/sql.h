/* sql.h: what statements of several tables have in common. */
#ifndef DB_SQL_H
#define DB_SQL_H

/*
 * $1 is the user wherever there is one, by parameter in every table (so that
 * the tables can be spread by user id). In statements that check their caller
 * $2 is the access token's jti and $3 its session's: when either is
 * blacklisted, or the user is gone or disabled, no row comes back and nothing
 * is changed.
 */
/* clang-format off */
#define CALLER_IS_GOOD                                                     \
	"u.id = $1 AND u.is_active AND NOT EXISTS ("                       \
	" SELECT 1 FROM token_blacklist b"                                 \
	" WHERE b.user_id = $1 AND b.token_jti IN ($2, $3))"

#define WITH_CALLER                                                        \
	"WITH caller AS (SELECT u.id FROM users u WHERE " CALLER_IS_GOOD ")"

/*
 * Where the caller is an admin who acts on another user, $1 to $3 are all null
 * for the operator at the shell, who is always allowed, and $4 is the other
 * user: only these statements name two. No row: refused; a row with a null
 * id: no such user.
 */
#define IS_ADMIN CALLER_IS_GOOD " AND u.is_admin"

#define WITH_ADMIN                                                         \
	"WITH admin AS (SELECT 1 WHERE $1::uuid IS NULL"                   \
	" UNION ALL SELECT 1 FROM users u WHERE " IS_ADMIN ")"

#define ADMIN_IS_ALLOWED                                                   \
	"($1::uuid IS NULL OR EXISTS (SELECT 1 FROM users u WHERE "        \
	IS_ADMIN "))"

/* What is kept of a secret: the bytes of its SHA-256. */
#define SHA256_OF(text) "sha256(" text "::bytea)"

/*
 * The columns of a SELECT are one list: its text comes from it, and the enum by
 * which its reader names them. Those of a table are rows (t, kind, name): what
 * stands before the name, and what db_row_… reads it as; expressions are rows
 * (name, SQL).
 */
#define COLUMNS(list, t) list(COLUMN_FIRST, COLUMN_NEXT, t)
#define COLUMN_FIRST(t, kind, name) t #name
#define COLUMN_NEXT(t, kind, name) ", " t #name
#define COLUMN_ENUM(t, kind, name) t##_##name,

/* A field of a noun, after the id, by the name of what its rows are read from. */
#define COLUMN_OF_t(name, ...) ", t." #name
#define COLUMN_OF_u(name, ...) ", u." #name
#define COLUMN_OF_page(name, ...) ", page." #name
#define COLUMN_OF_changed(name, ...) ", changed." #name
#define COLUMN_OF_c(name, ...) ", c." #name

#define VALUES(list) list(VALUE_FIRST, VALUE_NEXT)
#define VALUE_FIRST(name, sql) sql
#define VALUE_NEXT(name, sql) ", " sql
#define VALUE_ENUM(name, sql) name,
/* clang-format on */

#endif
