/* sql_setup.h: what a session, or a pooler's transaction, is given first. */
#ifndef DB_SQL_SETUP_H
#define DB_SQL_SETUP_H

/* clang-format off */
/*
 * The role's own path where it leads to our tables, else the schema public; and
 * no temporary table comes before them.
 */
#define SETUP_PATH                                                         \
	"CASE WHEN pg_catalog.to_regclass('todos') IS NULL THEN 'public'"  \
	" ELSE current_setting('search_path') END || ', pg_temp'"

/*
 * What the statements rely on, whatever the role, the database or the server
 * has been set to. $1: for the transaction alone. The isolation is for
 * transactions to come: see SETUP_BEGIN. Time zone: "1 day" has 24 hours.
 */
#define SETUP_SETTINGS                                                     \
	"SELECT set_config('search_path', " SETUP_PATH ", $1::boolean),"   \
	" set_config('default_transaction_isolation',"                     \
	"  'read committed', $1::boolean),"                                \
	" set_config('default_transaction_deferrable', 'off', $1::boolean)," \
	" set_config('TimeZone', 'UTC', $1::boolean),"                     \
	" set_config('transform_null_equals', 'off', $1::boolean),"        \
	" set_config('standard_conforming_strings', 'on', $1::boolean),"   \
	" set_config('idle_session_timeout', '0', $1::boolean)"

/* $1: milliseconds for a statement, or its wait for a lock. */
#define SETUP_LIMITS                                                       \
	"SELECT set_config('statement_timeout', $1, $2::boolean),"         \
	" set_config('lock_timeout', $1, $2::boolean),"                    \
	" set_config('idle_in_transaction_session_timeout', '10000',"      \
	"  $2::boolean)"

/*
 * Prepared statements are planned once. Left to itself Postgres plans a list
 * anew for each page where users differ much in size, which takes longer than
 * to read it; and ours have one good plan for all. (Citus has to see the user's
 * id to tell which node to ask.)
 */
#define SETUP_PLANS                                                        \
	"SELECT set_config('plan_cache_mode', 'force_generic_plan', false)" \
	" WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_extension"         \
	"  WHERE extname = 'citus')"

/* Whether the tables are spread over nodes (schema/distribute.sql). */
#define SETUP_IS_SPREAD "is_spread"
#define SETUP_SPREAD                                                       \
	"SELECT to_regclass('user_emails') IS NOT NULL AS " SETUP_IS_SPREAD

/* Whether the server is a standby. */
#define SETUP_IS_STANDBY "is_standby"
#define SETUP_STANDBY                                                      \
	"SELECT pg_catalog.pg_is_in_recovery() AS " SETUP_IS_STANDBY

/* Begins and ends a transaction in a session that is not ours alone. */
#define SETUP_BEGIN "BEGIN ISOLATION LEVEL READ COMMITTED"
#define SETUP_COMMIT "COMMIT"
#define SETUP_ROLLBACK "ROLLBACK"

/*
 * The transaction does not wait for a standby, where it would: what is lost
 * with the primary is a count, or how far a session's refresh tokens had come.
 */
#define SETUP_LOCAL                                                        \
	"SELECT set_config('synchronous_commit', 'local', true)"           \
	" WHERE current_setting('synchronous_commit')"                     \
	" IN ('on', 'remote_apply', 'remote_write')"
/* clang-format on */

#endif
