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
	" SELECT FROM token_blacklist b"                                   \
	" WHERE b.user_id = $1 AND b.token_jti IN ($2, $3))"

#define WITH_CALLER                                                        \
	"WITH caller AS (SELECT u.id FROM users u WHERE " CALLER_IS_GOOD ")"
/* clang-format on */

#endif
