/* statement.h: THE list of SQL statements; no other file holds SQL. */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

/*
 * $1 is the user wherever there is one, by parameter in every table (so that
 * the tables can be spread by user id). In statements that check their caller $2 is the
 * access token's jti and $3 its session's: when either is blacklisted, or the
 * user is gone or disabled, no row comes back and nothing is changed.
 */
/* clang-format off */
#define CALLER_IS_GOOD                                                     \
	"u.id = $1 AND u.is_active AND NOT EXISTS ("                       \
	" SELECT FROM token_blacklist b"                                   \
	" WHERE b.user_id = $1 AND b.token_jti IN ($2, $3))"

#define WITH_CALLER                                                        \
	"WITH caller AS (SELECT u.id FROM users u WHERE " CALLER_IS_GOOD ")"

#define TODO_COLUMNS(t)                                                    \
	t ".id, " t ".user_id, " t ".title, " t ".description, "           \
	t ".is_completed, " t ".created_at, " t ".completed_at, "          \
	t ".updated_at"

/*
 * A page of todos, with the number of all: one row when there are none on the
 * page, with a null id. $4 is the limit, $5 how many to skip.
 */
#define TODO_LIST(filter, order, page_order)                               \
	WITH_CALLER ", page AS (SELECT " TODO_COLUMNS("t")                 \
	" FROM todos t WHERE t.user_id = $1" filter                        \
	" ORDER BY " order " LIMIT $4::int OFFSET $5::int)"                \
	" SELECT " TODO_COLUMNS("page") ", (SELECT count(*) FROM todos t"  \
	" WHERE t.user_id = $1" filter ")"                                 \
	" FROM caller LEFT JOIN page ON true ORDER BY " page_order

/* One row for each filter, in the order of enum todo_filter. */
#define LIST_ROWS(X, name, order, page_order)                              \
	X(name##_ALL, READS | GUARDED, TODO_LIST("", order, page_order))   \
	X(name##_OPEN, READS | GUARDED,                                    \
	  TODO_LIST(" AND NOT t.is_completed", order, page_order))         \
	X(name##_COMPLETED, READS | GUARDED,                               \
	  TODO_LIST(" AND t.is_completed", order, page_order))

/* Three rows for each order: enum todo_sort, first down, then up. */
#define TODO_LISTS(X)                                                      \
	LIST_ROWS(X, LIST_CREATED_DOWN, "t.created_at DESC, t.id DESC",    \
	  "page.created_at DESC, page.id DESC")                            \
	LIST_ROWS(X, LIST_CREATED_UP, "t.created_at, t.id",                \
	  "page.created_at, page.id")                                      \
	LIST_ROWS(X, LIST_COMPLETED_DOWN,                                  \
	  "t.completed_at DESC NULLS LAST, t.id DESC",                     \
	  "page.completed_at DESC NULLS LAST, page.id DESC")               \
	LIST_ROWS(X, LIST_COMPLETED_UP,                                    \
	  "t.completed_at NULLS LAST, t.id",                               \
	  "page.completed_at NULLS LAST, page.id")                         \
	LIST_ROWS(X, LIST_TITLE_DOWN, "t.title DESC, t.id DESC",           \
	  "page.title DESC, page.id DESC")                                 \
	LIST_ROWS(X, LIST_TITLE_UP, "t.title, t.id", "page.title, page.id")

/*
 * The statements: name, traits, text. READS may be tried again after a lost
 * connection; GUARDED checks its caller; QUICK has to answer within 2 s.
 */
#define STATEMENT_LIST(X)                                                  \
	X(PING, READS | QUICK, "SELECT 1")                                 \
	X(TOKEN_STATE, READS | GUARDED,                                    \
	  "SELECT u.is_active, EXISTS (SELECT FROM token_blacklist b"      \
	  " WHERE b.user_id = $1 AND b.token_jti IN ($2, $3))"             \
	  " FROM users u WHERE u.id = $1")                                 \
                                                                           \
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
	X(USER_TOUCH_LOGIN, WRITES,                                        \
	  "UPDATE users AS u SET last_login_at = $3"                       \
	  " WHERE u.id = $1 AND u.is_active AND u.password_hash = $2"      \
	  " RETURNING u.id")                                               \
                                                                           \
	/* A session begins only if the password is still the checked one. */ \
	X(SESSION_INSERT, WRITES,                                          \
	  "INSERT INTO refresh_tokens AS r"                                \
	  " (id, user_id, token_jti, issued_at, expires_at, ip_address)"   \
	  " SELECT $3, u.id, $4, $5, $6, $7 FROM users u"                  \
	  " WHERE u.id = $1 AND u.is_active AND u.password_hash = $2"      \
	  " RETURNING r.id")                                               \
	X(SESSION_STATE, READS | GUARDED,                                  \
	  "SELECT u.email, u.is_active,"                                   \
	  " r.id IS NOT NULL AND r.revoked_at IS NULL AND NOT EXISTS ("    \
	  "  SELECT FROM token_blacklist b"                                \
	  "  WHERE b.user_id = $1 AND b.token_jti = $2)"                   \
	  " FROM users u LEFT JOIN refresh_tokens r"                       \
	  " ON r.user_id = $1 AND r.token_jti = $2 WHERE u.id = $1")       \
	/* $4 and $5: the access token; $6 and $7: its session; $8 and $9 */ \
	/* (or null): another session of the caller; $10: now. */          \
	X(SESSION_BLACKLIST, WRITES | GUARDED,                             \
	  "INSERT INTO token_blacklist AS l (id, user_id, token_jti,"      \
	  " token_type, revoked_at, reason, expires_at)"                   \
	  " SELECT v.id, u.id, v.jti, v.type, $10, 'logout', v.expires"    \
	  " FROM users u CROSS JOIN (VALUES"                               \
	  "  ($4::uuid, $2, 'access', $5::timestamptz),"                   \
	  "  ($6, $3, 'refresh', $7::timestamptz),"                        \
	  "  ($8, $9, 'refresh', $7)) AS v (id, jti, type, expires)"       \
	  " WHERE v.jti IS NOT NULL AND " CALLER_IS_GOOD                   \
	  " ON CONFLICT DO NOTHING RETURNING l.id")                        \
	/* Takes effect only behind a SESSION_BLACKLIST that added one of */ \
	/* its rows: $4 to $6. */                                          \
	X(SESSION_DELETE, WRITES,                                          \
	  "DELETE FROM refresh_tokens AS r"                                \
	  " WHERE r.user_id = $1 AND r.token_jti IN ($2, $3)"              \
	  " AND EXISTS (SELECT FROM token_blacklist b"                     \
	  "  WHERE b.user_id = $1 AND b.id IN ($4, $5, $6))")              \
	/* These two take effect only behind a USER_SET_PASSWORD that did, */ \
	/* whose fresh hash is $2. An access token lives a day at most.    */ \
	X(SESSION_BLACKLIST_OTHERS, WRITES,                                \
	  "INSERT INTO token_blacklist AS l (id, user_id, token_jti,"      \
	  " token_type, revoked_at, reason, expires_at)"                   \
	  " SELECT r.id, r.user_id, r.token_jti, 'refresh', $4,"           \
	  " 'password_change', r.expires_at + interval '1 day'"            \
	  " FROM refresh_tokens r"                                         \
	  " WHERE r.user_id = $1 AND r.token_jti <> $3"                    \
	  " AND r.expires_at + interval '1 day' > $4"                      \
	  " AND EXISTS (SELECT FROM users u"                               \
	  "  WHERE u.id = $1 AND u.password_hash = $2)"                    \
	  " ON CONFLICT DO NOTHING")                                       \
	X(SESSION_REVOKE_ALL, WRITES,                                      \
	  "UPDATE refresh_tokens AS r SET revoked_at = $3"                 \
	  " WHERE r.user_id = $1 AND r.revoked_at IS NULL"                 \
	  " AND EXISTS (SELECT FROM users u"                               \
	  "  WHERE u.id = $1 AND u.password_hash = $2)")                   \
                                                                           \
	X(TODO_INSERT, WRITES | GUARDED,                                   \
	  "INSERT INTO todos AS t (id, user_id, title, description,"       \
	  " is_completed, created_at, completed_at, updated_at)"           \
	  " SELECT $4, u.id, $5, $6, $7::boolean, $8::timestamptz,"        \
	  " CASE WHEN $7 THEN $8 END, $8"                                  \
	  " FROM users u WHERE " CALLER_IS_GOOD                            \
	  " RETURNING " TODO_COLUMNS("t"))                                 \
	X(TODO_FIND, READS | GUARDED,                                      \
	  WITH_CALLER " SELECT " TODO_COLUMNS("t")                         \
	  " FROM caller LEFT JOIN todos t"                                 \
	  " ON t.user_id = $1 AND t.id = $4")                              \
	/* $5 and $7 say whether the title and the description change; */  \
	/* $9 is null where is_completed stays. */                         \
	X(TODO_UPDATE, WRITES | GUARDED,                                   \
	  WITH_CALLER ", changed AS (UPDATE todos AS t SET"                \
	  " title = CASE WHEN $5 THEN $6 ELSE t.title END,"                \
	  " description = CASE WHEN $7 THEN $8 ELSE t.description END,"    \
	  " is_completed = coalesce($9, t.is_completed),"                  \
	  " completed_at = CASE WHEN coalesce($9, t.is_completed)"         \
	  "  THEN coalesce(t.completed_at, $10) END,"                      \
	  " updated_at = $10"                                              \
	  " WHERE t.user_id = $1 AND t.id = $4"                            \
	  " AND EXISTS (SELECT FROM caller) RETURNING t.*)"                \
	  " SELECT " TODO_COLUMNS("changed")                               \
	  " FROM caller LEFT JOIN changed ON true")                        \
	X(TODO_DELETE, WRITES | GUARDED,                                   \
	  WITH_CALLER ", gone AS (DELETE FROM todos AS t"                  \
	  " WHERE t.user_id = $1 AND t.id = $4"                            \
	  " AND EXISTS (SELECT FROM caller) RETURNING t.id)"               \
	  " SELECT gone.id FROM caller LEFT JOIN gone ON true")            \
	X(TODO_EXISTS, READS, "SELECT FROM todos WHERE id = $1")           \
	TODO_LISTS(X)                                                      \
                                                                           \
	X(ATTEMPT_READ, READS,                                             \
	  "SELECT count, started_at FROM attempts"                         \
	  " WHERE key = $1 AND started_at > $2")                           \
	X(ATTEMPT_ADD, WRITES,                                             \
	  "INSERT INTO attempts AS a (key, started_at, count)"             \
	  " VALUES ($1, $2, 1) ON CONFLICT (key) DO UPDATE SET"            \
	  " count = CASE WHEN a.started_at > $3 THEN a.count + 1"          \
	  "  ELSE 1 END,"                                                  \
	  " started_at = CASE WHEN a.started_at > $3 THEN a.started_at"    \
	  "  ELSE excluded.started_at END")
/* clang-format on */

enum db_trait { READS = 1, WRITES = 2, GUARDED = 4, QUICK = 8 };

#define STATEMENT_ENUM(name, traits, sql) DB_##name,
enum db_statement { STATEMENT_LIST(STATEMENT_ENUM) DB_STATEMENT_COUNT };
#undef STATEMENT_ENUM

/* The statement's name, also as a prepared statement. Static. */
const char *db_statement_name(enum db_statement statement);

/* Its SQL. Static. */
const char *db_statement_sql(enum db_statement statement);

/* Its traits, enum db_trait or'ed. */
unsigned int db_statement_traits(enum db_statement statement);

#endif
