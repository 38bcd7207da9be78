/* setup.c: prepares a new connection for its work. */
#include "db/setup.h"

#include "base/log.h"
#include "base/time.h"
#include "db/cancel.h"
#include "db/row.h"
#include "db/sql_setup.h"

#include <stdio.h>
#include <string.h>

#define SETUP_MAX (5 * TIME_SECOND)
#define CANCEL_MAX (500 * INT64_C(1000))
#define ROLLBACK_MAX (300 * INT64_C(1000))

/* Keeps a warning, where it is not there yet and there is room for it. */
static void
keep_warning(struct db *db, const char *text, int len)
{
	size_t held = strlen(db->warnings);
	char line[256];

	snprintf(line, sizeof(line), "%.*s\n", len < 250 ? len : 250, text);
	if (!strstr(db->warnings, line) &&
	    held + strlen(line) < sizeof(db->warnings))
		memcpy(db->warnings + held, line, strlen(line) + 1);
}

/*
 * Whether a commit is told to wait for its standbys no longer, which Postgres gives no
 * state of its own: where it says so is in no language.
 */
static bool
ends_wait(const PGresult *notice)
{
	const char *where = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);

	return where && strcmp(where, "SyncRepWaitForLSN") == 0;
}

/*
 * Notices, such as of settings that a pooler drops, are for the log; a warning, such as
 * of a node that was left out, is for the operator.
 */
static void
log_notice(void *arg, const PGresult *result)
{
	struct db *db = arg;
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *severity =
	    PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	bool warns = severity && strcmp(severity, "WARNING") == 0;
	int len;

	text = text ? text : "";
	len = (int)strcspn(text, "\n");
	base_log(warns ? LOG_WARNING : LOG_DEBUG, "database %s: %.*s",
	    warns ? "warning" : "notice", len, text);
	if (warns)
		keep_warning(db, text, len);
	if (ends_wait(result))
		db->unwaited = true;
}

bool
db_setup_send(const struct db *db, const char *sql)
{
	return PQsendQueryParams(db->conn, sql, 0, NULL, NULL, NULL, NULL, 1) ==
	    1;
}

bool
db_setup_send_settings(const struct db *db)
{
	const char *values[] = {db->pooled ? "true" : "false"};

	return PQsendQueryParams(db->conn, SETUP_SETTINGS, 1, NULL, values,
		   NULL, NULL, 1) == 1;
}

bool
db_setup_send_limits(const struct db *db, long timeout_ms)
{
	char timeout[24];
	const char *values[] = {timeout, db->pooled ? "true" : "false"};

	snprintf(timeout, sizeof(timeout), "%ld", timeout_ms);
	return PQsendQueryParams(
		   db->conn, SETUP_LIMITS, 2, NULL, values, NULL, NULL, 1) == 1;
}

/* Queues that all statements are prepared, or looked at if pooled. */
static bool
send_statements(const struct db *db)
{
	enum db_statement i;

	if (!db->pooled && !db_setup_send(db, SETUP_PLANS))
		return false;
	for (i = 0; i < DB_STATEMENT_COUNT; i++) {
		if (!PQsendPrepare(db->conn,
			db->pooled ? "" : db_statement_name(i),
			db_statement_sql(i), 0, NULL))
			return false;
	}
	return true;
}

/*
 * Queues what a new session needs; false when it could not be sent. Behind a
 * pooler the statements leave no name behind, and only show that the schema
 * is there; the limits go with each transaction. A statement's own limit would
 * cover the preparing of all, and so comes last.
 */
static bool
send_setup(const struct db *db)
{
	return PQenterPipelineMode(db->conn) && db_setup_send_settings(db) &&
	    db_setup_send_limits(db, 2 * SETUP_MAX / 1000) &&
	    db_setup_send(db, SETUP_SPREAD) &&
	    db_setup_send(db, SETUP_STANDBY) &&
	    (!db->prepare || send_statements(db)) &&
	    db_setup_send_limits(db, db->timeout_ms) &&
	    PQpipelineSync(db->conn) == 1;
}

/* undefined_table, undefined_column, undefined_function */
static bool
is_schemas_fault(const char *state)
{
	return strcmp(state, "42P01") == 0 || strcmp(state, "42703") == 0 ||
	    strcmp(state, "42883") == 0;
}

/* What may be meant by the refusal of a set-up. */
static const char *
explain(const char *state)
{
	if (is_schemas_fault(state))
		return "the schema is not deployed or too old, run \"todo-admin migrate up\"";
	/* duplicate_prepared_statement: in a session that should be new */
	if (strcmp(state, "42P05") == 0)
		return "behind a pooler in transaction mode "
		       "DATABASE_PREPARE should be false";
	return "set-up";
}

static void
note_refusal(struct db *db, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	db->bare = state && is_schemas_fault(state);
	db_link_note(db, explain(state ? state : ""),
	    text ? text : PQerrorMessage(db->conn));
}

/* Takes what the set-up asks: each has the one result of its name. */
static void
take_answer(struct db *db, const PGresult *result)
{
	const char *name = PQntuples(result) == 1 ? PQfname(result, 0) : NULL;

	if (name && strcmp(name, SETUP_IS_SPREAD) == 0)
		db->spread = db_row_flag(result, 0, 0);
	else if (name && strcmp(name, SETUP_IS_STANDBY) == 0)
		db->standby = db_row_flag(result, 0, 0);
}

/*
 * Reads to the set-up's end. A NULL ends each statement's results; what is
 * left at the deadline is read the next time.
 */
static enum db_progress
read_setup(struct db *db, int64_t deadline)
{
	ExecStatusType status = PGRES_EMPTY_QUERY;
	PGresult *result;

	while (status != PGRES_PIPELINE_SYNC) {
		if (!db_link_wait(db->conn, deadline))
			return DB_COMING;
		result = PQgetResult(db->conn);
		status = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
		if (status == PGRES_FATAL_ERROR ||
		    PQstatus(db->conn) != CONNECTION_OK) {
			note_refusal(db, result);
			PQclear(result);
			return DB_FAILED;
		}
		take_answer(db, result);
		PQclear(result);
	}
	return PQexitPipelineMode(db->conn) == 1 ? DB_THERE : DB_FAILED;
}

bool
db_setup_start(struct db *db)
{
	const char *encoding = PQparameterStatus(db->conn, "server_encoding");

	if (encoding && strcmp(encoding, "UTF8") != 0) {
		db_link_note(
		    db, "the database's encoding should be UTF8, is", encoding);
		return false;
	}
	PQsetNoticeReceiver(db->conn, log_notice, db);
	if (!send_setup(db)) {
		db_link_note(db, "set-up", PQerrorMessage(db->conn));
		return false;
	}
	db->until = base_time_steady() + SETUP_MAX;
	return true;
}

enum db_progress
db_setup_go_on(struct db *db, int64_t deadline)
{
	enum db_progress progress =
	    read_setup(db, deadline < db->until ? deadline : db->until);

	if (progress == DB_COMING && base_time_steady() >= db->until) {
		db_link_note(db, "set-up", "no answer in time");
		db_cancel(db->conn, base_time_steady() + CANCEL_MAX);
		return DB_FAILED;
	}
	if (progress == DB_THERE && db->standby) {
		db_link_note(db, "the server is a standby",
		    "a revoked token may still be good there");
		return DB_FAILED;
	}
	if (progress == DB_THERE)
		db->writable = !db_setup_is_read_only(db->conn);
	return progress;
}

bool
db_setup_is_read_only(const PGconn *conn)
{
	static const char *const names[] = {
	    "default_transaction_read_only", "in_hot_standby"};
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = PQparameterStatus(conn, names[i]);
		if (value && strcmp(value, "on") == 0)
			return true;
	}
	return false;
}

void
db_setup_roll_back(struct db *db)
{
	int64_t deadline = base_time_steady() + ROLLBACK_MAX;
	PGresult *result;

	if (PQsendQuery(db->conn, SETUP_ROLLBACK) != 1)
		return;
	do {
		if (!db_link_wait(db->conn, deadline))
			return;
		result = PQgetResult(db->conn);
		PQclear(result);
	} while (result);
}
