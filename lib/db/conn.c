/* conn.c: makes, watches and drops the connection. */
#include "db/internal.h"

#include "base/log.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAUSE_FIRST (100 * 1000)    /* microseconds before a second attempt */
#define PAUSE_MAX (500 * 1000)      /* the pause grows to this */
#define SETUP_MAX (5 * TIME_SECOND) /* for settings and prepared statements */

/* The URI as libpq wants it, in a new string; NULL when out of memory. */
static char *
plain_url(const char *url)
{
	static const char driver[] = "postgresql+asyncpg://";
	char *copy;

	if (strncmp(url, driver, sizeof(driver) - 1) != 0)
		return strdup(url);
	if (asprintf(&copy, "postgresql://%s", url + sizeof(driver) - 1) < 0)
		return NULL;
	return copy;
}

bool
db_conn_check_url(const char *url, char *why, size_t size)
{
	char *plain = plain_url(url), *message = NULL;
	PQconninfoOption *parsed = NULL;
	bool ok = false;

	snprintf(why, size, "should be a URI that begins with postgresql://");
	if (plain && (strncmp(plain, "postgresql://", 13) == 0 ||
	              strncmp(plain, "postgres://", 11) == 0)) {
		parsed = PQconninfoParse(plain, &message);
		ok = parsed != NULL;
		/* libpq's message may quote the URI, and with it a password. */
		if (!ok)
			snprintf(why, size, "should be a URI that libpq can read");
	}
	PQconninfoFree(parsed);
	PQfreemem(message);
	free(plain);
	return ok;
}

struct db *
db_conn_open(const struct db_options *options)
{
	struct db *db = calloc(1, sizeof(*db));

	if (!db)
		return NULL;
	db->url = plain_url(options->url);
	db->timeout_ms = options->timeout_ms;
	db->prepare = options->prepare;
	if (!db->url) {
		free(db);
		return NULL;
	}
	return db;
}

void
db_conn_close(struct db *db)
{
	if (!db)
		return;
	db_conn_release(db);
	db_conn_drop(db);
	free(db->url);
	free(db);
}

void
db_conn_release(struct db *db)
{
	while (db->result_count)
		PQclear(db->results[--db->result_count]);
}

void
db_conn_drop(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
}

const char *
db_conn_reason(const struct db *db)
{
	return db->reason;
}

/* Keeps the reason of a failure, on one line, and logs it. */
static void
note_failure(struct db *db, const char *what, const char *message)
{
	snprintf(db->reason, sizeof(db->reason), "%s: %s", what, message);
	db->reason[strcspn(db->reason, "\n")] = '\0';
	base_log(LOG_ERROR, "database: %s", db->reason);
}

/* Notices, such as of settings that a pooler drops, are for the log. */
static void
log_notice(void *arg, const PGresult *result)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	(void)arg;
	base_log(LOG_DEBUG, "database notice: %s", text ? text : "");
}

static PGconn *
connect_to(const char *url)
{
	/* What the URI says comes last and wins. */
	static const char *const names[] = {"application_name", "connect_timeout",
		"tcp_user_timeout", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "dbname", "client_encoding", NULL};
	const char *const values[] = {"todo-api", "3", "3000", "10", "5", "3",
		url, "UTF8", NULL};

	return PQconnectdbParams(names, values, 1);
}

/* Queues what a new session needs; false when it could not be sent. */
static bool
send_setup(const struct db *db)
{
	static const char set_timeouts[] =
		"SELECT set_config('statement_timeout', $1, false),"
		" set_config('lock_timeout', $1, false),"
		" set_config('idle_in_transaction_session_timeout', '10000', false)";
	char timeout[24];
	const char *values[] = {timeout};
	enum db_statement i;

	snprintf(timeout, sizeof(timeout), "%ld", db->timeout_ms);
	if (!PQenterPipelineMode(db->conn) ||
	    !PQsendQueryParams(db->conn, set_timeouts, 1, NULL, values, NULL,
		    NULL, 0))
		return false;
	for (i = 0; db->prepare && i < DB_STATEMENT_COUNT; i++) {
		if (!PQsendPrepare(db->conn, db_statement_name(i),
			    db_statement_sql(i), 0, NULL))
			return false;
	}
	return PQpipelineSync(db->conn) == 1;
}

/* Notes a set-up that failed; most likely the schema is not there. */
static void
note_refusal(struct db *db, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	/* undefined_table, undefined_column */
	bool missing = state && (strcmp(state, "42P01") == 0 ||
	                         strcmp(state, "42703") == 0);

	note_failure(db, missing ? "the schema is not deployed, run \"make migrate\"" :
		"set-up", text ? text : PQerrorMessage(db->conn));
}

/* Whether the set-up succeeded. A NULL ends each statement's results. */
static bool
read_setup(struct db *db)
{
	int64_t deadline = base_time_steady() + SETUP_MAX;
	ExecStatusType status = PGRES_EMPTY_QUERY;
	PGresult *result;

	while (status != PGRES_PIPELINE_SYNC) {
		if (!db_wait(db->conn, deadline)) {
			note_failure(db, "set-up", "no answer in time");
			return false;
		}
		result = PQgetResult(db->conn);
		status = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
		if (status == PGRES_FATAL_ERROR ||
		    PQstatus(db->conn) != CONNECTION_OK) {
			note_refusal(db, result);
			PQclear(result);
			return false;
		}
		PQclear(result);
	}
	return PQexitPipelineMode(db->conn) == 1;
}

static bool
set_up(struct db *db)
{
	const char *encoding = PQparameterStatus(db->conn, "server_encoding");

	if (encoding && strcmp(encoding, "UTF8") != 0) {
		note_failure(db, "the database's encoding should be UTF8, is",
			encoding);
		return false;
	}
	PQsetNoticeReceiver(db->conn, log_notice, NULL);
	if (!send_setup(db)) {
		note_failure(db, "set-up", PQerrorMessage(db->conn));
		return false;
	}
	return read_setup(db);
}

/* One attempt to connect. */
static bool
attempt(struct db *db)
{
	bool ok;

	db->conn = connect_to(db->url);
	ok = PQstatus(db->conn) == CONNECTION_OK;
	if (!ok)
		note_failure(db, "cannot connect", db->conn ?
			PQerrorMessage(db->conn) : "out of memory");
	if (!ok || !set_up(db)) {
		db_conn_drop(db);
		return false;
	}
	if (db->reason[0] != '\0')
		base_log(LOG_INFO, "database: connected again");
	db->reason[0] = '\0';
	db->pause = 0;
	db->next_attempt = 0;
	return true;
}

/*
 * Whether an idle connection still lives. What arrives unasked is either a
 * notice or the server's good-bye, which the end of the stream follows.
 */
static bool
lives(struct db *db)
{
	struct pollfd fd = {.fd = PQsocket(db->conn), .events = POLLIN};

	while (poll(&fd, 1, 0) > 0) {
		if (!PQconsumeInput(db->conn))
			return false;
	}
	return PQstatus(db->conn) == CONNECTION_OK;
}

/* Whether there is a living connection; forgets one that died. */
static bool
is_connected(struct db *db)
{
	if (!db->conn)
		return false;
	if (lives(db))
		return true;
	snprintf(db->reason, sizeof(db->reason), "connection lost");
	base_log(LOG_WARNING, "database: the idle connection was lost");
	db_conn_drop(db);
	return false;
}

bool
db_conn_ready(struct db *db)
{
	if (is_connected(db))
		return true;
	if (base_time_steady() < db->next_attempt)
		return false;
	if (attempt(db))
		return true;
	db->pause = db->pause ? 2 * db->pause : PAUSE_FIRST;
	if (db->pause > PAUSE_MAX)
		db->pause = PAUSE_MAX;
	db->next_attempt = base_time_steady() + db->pause;
	return false;
}

bool
db_conn_keep(struct db *db)
{
	/* Its failures do not make a request wait: it has a pause of its own. */
	return is_connected(db) || attempt(db);
}

enum error
db_conn_ping(struct db *db)
{
	struct db_query query = {.statement = DB_PING};
	PGresult *result;

	return db_run(db, &query, 1, &result);
}
