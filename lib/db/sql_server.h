/* sql_server.h: what a server is asked about itself; no worker prepares it. */
#ifndef DB_SQL_SERVER_H
#define DB_SQL_SERVER_H

#include "db/sql.h"

/* clang-format off */
#define SERVER_ROLE_VALUES(FIRST, NEXT)                                    \
	FIRST(SERVER_IS_STANDBY, "pg_is_in_recovery()")                    \
	NEXT(SERVER_TAKES_WRITES,                                          \
	  "current_setting('transaction_read_only') = 'off'")              \
	NEXT(SERVER_COMMIT, "current_setting('synchronous_commit')")       \
	NEXT(SERVER_NAMES, "current_setting('synchronous_standby_names')") \
	NEXT(SERVER_ROLE, "current_user")                                  \
	NEXT(SERVER_MAY_SEE, "pg_has_role('pg_read_all_stats', 'USAGE')")  \
	NEXT(SERVER_IS_NODE,                                               \
	  "to_regclass('pg_catalog.pg_dist_node') IS NOT NULL")            \
	/* Null where there is no such function. */                        \
	NEXT(SERVER_MAY_IDENTIFY,                                          \
	  "has_function_privilege("                                        \
	  "to_regprocedure('pg_catalog.pg_control_system()'), 'EXECUTE')") \
	NEXT(SERVER_SINCE, "pg_postmaster_start_time()::text")             \
	NEXT(SERVER_ADDRESS,                                               \
	  "host(inet_server_addr()) || ' port ' || inet_server_port()")

#define SERVER_ROLE_SELECT "SELECT " VALUES(SERVER_ROLE_VALUES)

/* A question of its own: a right to a function is asked for even where CASE leaves it out. */
#define SERVER_SYSTEM_SELECT                                               \
	"SELECT system_identifier FROM pg_catalog.pg_control_system()"

/* Null where the role may not see it: but that a standby is there it sees. */
#define SERVER_BEHIND                                                      \
	"pg_wal_lsn_diff(greatest(pg_current_wal_lsn(), flush_lsn), flush_lsn)"
#define SERVER_STANDBY_VALUES(FIRST, NEXT)                                 \
	FIRST(STANDBY_NAME, "concat_ws(' at ', nullif(application_name, '')," \
	  " coalesce(host(client_addr), nullif(client_hostname, '')))")    \
	NEXT(STANDBY_STATE, "state")                                       \
	NEXT(STANDBY_SYNC, "sync_state")                                   \
	NEXT(STANDBY_BYTES, SERVER_BEHIND "::bigint")                      \
	/* Of a standby that says nothing flush_lag is as it was. */       \
	NEXT(STANDBY_SECONDS, "CASE WHEN " SERVER_BEHIND " = 0 THEN 0"    \
	  " ELSE greatest(extract(epoch FROM flush_lag),"                  \
	  " extract(epoch FROM clock_timestamp() - reply_time), 0) END")   \
	NEXT(STANDBY_HEARD, "to_char(reply_time AT TIME ZONE 'UTC',"       \
	  " 'YYYY-MM-DD HH24:MI:SS')")

/* Copies of the whole (pg_basebackup) are no standbys yet. */
#define SERVER_STANDBYS_SELECT                                             \
	"SELECT " VALUES(SERVER_STANDBY_VALUES)                            \
	" FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup'"  \
	" ORDER BY flush_lsn DESC NULLS LAST"
/* clang-format on */

#endif
