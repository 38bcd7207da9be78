/* statement.h: THE list of SQL statements; only sql_*.h hold SQL. */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include "db/sql_api_token.h"
#include "db/sql_attempt.h"
#include "db/sql_code.h"
#include "db/sql_idempotency.h"
#include "db/sql_list.h"
#include "db/sql_revoke.h"
#include "db/sql_schema.h"
#include "db/sql_session.h"
#include "db/sql_sync.h"
#include "db/sql_todo.h"
#include "db/sql_upkeep.h"
#include "db/sql_user.h"

/*
 * The statements: name, traits, text. READS may be tried again after a lost
 * connection; GUARDED checks its caller; QUICK has to answer within 2 s; what
 * a LOCAL one writes need not outlive the primary: it waits for no standby;
 * AGAIN writes nothing more the second time, and may be tried again like READS.
 *
 * Where the tables are spread over nodes by user (schema/distribute.sql) each asks
 * the node of the user $1 alone; except those that name TWO_USERS, an admin and
 * another; that which asks EVERYWHERE, for it names none: it fails while any node
 * is away, and requests ask it after a miss alone; and those that ask NOWHERE: not
 * these tables, or by a function that does what is best on its own.
 */
/* clang-format off */
#define STATEMENT_LIST(X)                                                  \
	X(PING, READS | QUICK | NOWHERE, "SELECT 1")                                 \
	USER_STATEMENTS(X)                                                 \
	SESSION_STATEMENTS(X)                                              \
	REVOKE_STATEMENTS(X)                                               \
	SESSION_LIST_STATEMENTS(X)                                         \
	TODO_STATEMENTS(X)                                                 \
	IDEMPOTENCY_STATEMENTS(X)                                          \
	LIST_STATEMENTS(X)                                                 \
	SYNC_STATEMENTS(X)                                                 \
	CODE_STATEMENTS(X)                                                 \
	API_TOKEN_STATEMENTS(X)                                            \
	ATTEMPT_STATEMENTS(X)                                              \
	USER_ADMIN_STATEMENTS(X)                                           \
	REVOKE_ADMIN_STATEMENTS(X)                                         \
	USER_OPERATOR_STATEMENTS(X)                                        \
	SESSION_OPERATOR_STATEMENTS(X)                                     \
	REVOKE_OPERATOR_STATEMENTS(X)                                      \
	UPKEEP_STATEMENTS(X)                                               \
	SCHEMA_STATEMENTS(X)
/* clang-format on */

enum db_trait {
	READS = 1,
	WRITES = 2,
	GUARDED = 4,
	QUICK = 8,
	LOCAL = 16,
	AGAIN = 32,
	TWO_USERS = 64,
	EVERYWHERE = 128,
	NOWHERE = 256
};

#define STATEMENT_ENUM(name, traits, sql) DB_##name,
enum db_statement { STATEMENT_LIST(STATEMENT_ENUM) DB_STATEMENT_COUNT };
#undef STATEMENT_ENUM

/* The statement's name, also as a prepared statement. Static. */
const char *db_statement_name(enum db_statement statement);

/* Its SQL, kept from when it is first asked for; "" when memory ran out. */
const char *db_statement_sql(enum db_statement statement);

/* Its traits, enum db_trait or'ed. */
unsigned int db_statement_traits(enum db_statement statement);

#endif
