/* standby.c: has commits wait for a standby that is not there, or no more. */
#include "support/standby.h"

#include <check.h>
#include <libpq-fe.h>
#include <stdio.h>

/* A commit, of something that leaves nothing. */
#define COMMITS                                                                \
	"BEGIN; SET LOCAL synchronous_commit = on;"                            \
	" SELECT pg_logical_emit_message(true, 'test', ''); COMMIT"

static PGconn *
connect_to(const char *url)
{
	PGconn *conn = PQconnectdb(url);

	ck_assert_msg(
		PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	PQclear(PQexec(conn, "SET client_min_messages = error"));
	PQclear(PQexec(conn, "SET synchronous_commit = local"));
	return conn;
}

/* Runs SQL; returns how many rows it gave. */
static int
count_of(PGconn *conn, const char *text)
{
	PGresult *result = PQexec(conn, text);
	int count = PQntuples(result);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
			PQresultStatus(result) == PGRES_TUPLES_OK,
		"%s: %s", text, PQerrorMessage(conn));
	PQclear(result);
	return count;
}

/* Whether a commit waits; it is let go. */
static bool
commit_waits(PGconn *admin, PGconn *probe)
{
	char look[128], let_go[64];
	bool waits = false;
	PGresult *result;

	snprintf(look, sizeof(look),
		"SELECT 1 FROM pg_stat_activity WHERE pid = %d AND wait_event = 'SyncRep'",
		PQbackendPID(probe));
	snprintf(let_go, sizeof(let_go), "SELECT pg_cancel_backend(%d)",
		PQbackendPID(probe));
	ck_assert_int_eq(PQsendQuery(probe, COMMITS), 1);
	while (!waits && PQconsumeInput(probe) == 1 && PQisBusy(probe))
		waits = count_of(admin, look) > 0;
	if (waits)
		count_of(admin, let_go);
	while ((result = PQgetResult(probe)))
		PQclear(result);
	return waits;
}

void
standby_await(const char *url, bool wait)
{
	PGconn *admin = connect_to(url), *probe = connect_to(url);

	count_of(admin,
		wait ? "ALTER SYSTEM SET synchronous_standby_names = '*'" :
		       "ALTER SYSTEM SET synchronous_standby_names = ''");
	count_of(admin,
		wait ? "ALTER SYSTEM SET synchronous_commit = on" :
		       "ALTER SYSTEM RESET synchronous_commit");
	count_of(admin, "SELECT pg_reload_conf()");
	/* It is the checkpointer that decides it for all, when it comes to that. */
	while (wait && !commit_waits(admin, probe))
		;
	if (!wait)
		count_of(probe, COMMITS);
	PQfinish(probe);
	PQfinish(admin);
}
