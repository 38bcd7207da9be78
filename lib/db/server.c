/* server.c: asks one server after the other what it is. */
#include "db/server.h"

#include "base/time.h"
#include "db/hosts.h"
#include "db/link.h"
#include "db/sql_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAMETERS_MAX 80
#define ANSWER_MAX (3 * TIME_SECOND)
#define SILENT "it does not answer"

enum role { SERVER_ROLE_VALUES(VALUE_ENUM, VALUE_ENUM) };
enum standby { SERVER_STANDBY_VALUES(VALUE_ENUM, VALUE_ENUM) };

int
db_server_count(const struct db *db)
{
	PQconninfoOption *options = PQconninfoParse(db->url, NULL);
	int count = options ? db_hosts_count(options) : 0;

	PQconninfoFree(options);
	return count;
}

/* Connects to the host at a place whatever it is; NULL when out of memory. */
static PGconn *
connect_to(const struct db *db, int place)
{
	PQconninfoOption *options = PQconninfoParse(db->url, NULL), *option;
	const char *names[PARAMETERS_MAX + 1] = {"connect_timeout"};
	const char *values[PARAMETERS_MAX + 1] = {"3"};
	int count = 1;
	PGconn *conn;

	if (!options)
		return NULL;
	if (db_hosts_count(options) > 1)
		db_hosts_keep(options, place);
	for (option = options; option->keyword; option++) {
		if (!option->val || count == PARAMETERS_MAX - 1)
			continue;
		names[count] = option->keyword;
		values[count++] = option->val;
	}
	/* libpq takes the last of two. */
	names[count] = "target_session_attrs";
	values[count] = "any";
	conn = PQconnectdbParams(names, values, 0);
	PQconninfoFree(options);
	return conn;
}

static void
keep_text(char *to, const char *from, size_t size)
{
	snprintf(to, size, "%.*s", (int)strcspn(from, "\n"), from);
}

/* Asks a question whose answer, if it comes in time, is to be PQcleared. */
static PGresult *
ask(PGconn *conn, const char *sql, struct db_server *server)
{
	const int64_t deadline = base_time_steady() + ANSWER_MAX;
	PGresult *result = NULL;

	if (PQsendQuery(conn, sql) != 1) {
		keep_text(
		    server->why, PQerrorMessage(conn), sizeof(server->why));
	} else if (!db_link_wait(conn, deadline)) {
		keep_text(server->why, SILENT, sizeof(server->why));
	} else {
		result = PQgetResult(conn);
		if (PQresultStatus(result) == PGRES_TUPLES_OK)
			return result;
		keep_text(
		    server->why, PQerrorMessage(conn), sizeof(server->why));
	}
	PQclear(result);
	return NULL;
}

/* A value as text; "" where the answer has no such place. */
static const char *
value_of(const PGresult *result, int row, int column)
{
	const char *value = PQgetvalue(result, row, column);

	return value ? value : "";
}

static bool
is_true(const PGresult *result, int column)
{
	return *value_of(result, 0, column) == 't';
}

#define KEEP(member, row, column) \
	keep_text(member, value_of(result, row, column), sizeof(member))

/* Frees the answer to a question, or NULL; whether its end came in time, too. */
static bool
finish(PGconn *conn, PGresult *result, struct db_server *server)
{
	const int64_t deadline = base_time_steady() + ANSWER_MAX;

	do {
		PQclear(result);
		if (!db_link_wait(conn, deadline)) {
			keep_text(server->why, SILENT, sizeof(server->why));
			return false;
		}
		result = PQgetResult(conn);
	} while (result);
	return true;
}

/* A server that refuses to tell is asked the rest all the same. */
static bool
look_at_system(PGconn *conn, struct db_server *server)
{
	PGresult *result = ask(conn, SERVER_SYSTEM_SELECT, server);

	if (result)
		KEEP(server->system, 0, 0);
	if (!finish(conn, result, server))
		return false;
	*server->why = '\0';
	return true;
}

static bool
look_at_role(PGconn *conn, struct db_server *server)
{
	PGresult *result = ask(conn, SERVER_ROLE_SELECT, server);
	bool may_identify;

	if (!result)
		return false;
	server->is_standby = is_true(result, SERVER_IS_STANDBY);
	server->takes_writes = is_true(result, SERVER_TAKES_WRITES);
	server->may_see = is_true(result, SERVER_MAY_SEE);
	server->is_node = is_true(result, SERVER_IS_NODE);
	may_identify = is_true(result, SERVER_MAY_IDENTIFY);
	KEEP(server->since, 0, SERVER_SINCE);
	KEEP(server->commit, 0, SERVER_COMMIT);
	KEEP(server->names, 0, SERVER_NAMES);
	KEEP(server->role, 0, SERVER_ROLE);
	KEEP(server->address, 0, SERVER_ADDRESS);
	return finish(conn, result, server) &&
	    (!may_identify || server->is_standby ||
		look_at_system(conn, server));
}

static void
read_standby(const PGresult *result, int row, struct db_standby *standby)
{
	KEEP(standby->name, row, STANDBY_NAME);
	KEEP(standby->state, row, STANDBY_STATE);
	KEEP(standby->sync, row, STANDBY_SYNC);
	KEEP(standby->heard, row, STANDBY_HEARD);
	standby->bytes = DB_STANDBY_UNSEEN;
	if (!PQgetisnull(result, row, STANDBY_BYTES))
		standby->bytes =
		    strtoll(value_of(result, row, STANDBY_BYTES), NULL, 10);
	standby->seconds = strtod(value_of(result, row, STANDBY_SECONDS), NULL);
	standby->is_waited_for = strcmp(standby->sync, "sync") == 0 ||
	    strcmp(standby->sync, "quorum") == 0;
}

static void
look_at_standbys(PGconn *conn, struct db_server *server)
{
	PGresult *result = ask(conn, SERVER_STANDBYS_SELECT, server);
	size_t i;

	if (!result)
		return;
	server->standby_count = (size_t)PQntuples(result);
	for (i = 0; i < server->standby_count && i < DB_STANDBYS_MAX; i++)
		read_standby(result, (int)i, &server->standbys[i]);
	PQclear(result);
}

void
db_server_look(const struct db *db, int place, struct db_server *server)
{
	PGconn *conn = connect_to(db, place);
	const char *port;

	*server = (struct db_server){0};
	if (!conn) {
		keep_text(server->why, "out of memory", sizeof(server->why));
		return;
	}
	port = PQport(conn);
	snprintf(server->name, sizeof(server->name), "%s port %s",
	    PQhost(conn) ? PQhost(conn) : "", port && *port ? port : "5432");
	if (PQstatus(conn) != CONNECTION_OK)
		keep_text(
		    server->why, PQerrorMessage(conn), sizeof(server->why));
	else if (look_at_role(conn, server) && !server->is_standby)
		look_at_standbys(conn, server);
	PQfinish(conn);
}
