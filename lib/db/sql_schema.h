/* sql_schema.h: the statement that looks at the database as a whole. */
#ifndef DB_SQL_SCHEMA_H
#define DB_SQL_SCHEMA_H

/* clang-format off */
#define SCHEMA_STATEMENTS(X)                                               \
	X(SCHEMA_LOOK, READS | QUICK,                                      \
	  "SELECT version, current_setting('transaction_read_only') = 'off'" \
	  " FROM schema_version")
/* clang-format on */

#endif
