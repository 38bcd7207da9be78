/* server.c: libpq's functions for a connection, over a script instead of one. */
#include "fuzz/server.h"

#include "db/statement.h"
#include "fuzz/fuzz.h"
#include "fuzz/result.h"
#include "fuzz/world.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#define SENT_MAX 256

enum kind { STATEMENT, OTHER, SYNC };

/* What was sent, and how far its answers were read. */
struct pg_conn {
	bool connected, lost, told, pipeline, read_only, in_error;
	bool null_due; /* the end of one statement's results */
	bool aborted;  /* until the pipeline's end */
	size_t sent, read;
	enum kind queue[SENT_MAX];
};

static struct text script;

void
fuzz_server_begin(struct text text)
{
	script = text;
}

/* Whether the next line is of this kind. */
static bool
comes(char kind)
{
	while (script.len > 0 && *script.data == '\n')
		fuzz_cut(&script, '\n');
	return script.len > 0 && *script.data == kind;
}

/* Takes the next line if it is of this kind. */
static bool
take(char kind, struct text *rest)
{
	if (!comes(kind))
		return false;
	*rest = fuzz_cut(&script, '\n');
	rest->data++;
	rest->len--;
	return true;
}

PGconn *
PQconnectStartParams(
	const char *const *names, const char *const *values, int expand)
{
	struct text line;

	(void)names;
	(void)values;
	(void)expand;
	if (take('H', &line))
		fuzz_world_silence(true);
	return calloc(1, sizeof(struct pg_conn));
}

PostgresPollingStatusType
PQconnectPoll(PGconn *conn)
{
	struct text line;

	conn->connected = !take('F', &line);
	return conn->connected ? PGRES_POLLING_OK : PGRES_POLLING_FAILED;
}

PGconn *
PQconnectdbParams(
	const char *const *names, const char *const *values, int expand)
{
	PGconn *conn = PQconnectStartParams(names, values, expand);

	if (conn)
		PQconnectPoll(conn);
	return conn;
}

void
PQfinish(PGconn *conn)
{
	struct text line;

	if (!conn)
		return;
	fuzz_world_silence(false);
	/* What never came does not come to the next connection either. */
	take('B', &line);
	free(conn);
}

ConnStatusType
PQstatus(const PGconn *conn)
{
	if (!conn || conn->lost)
		return CONNECTION_BAD;
	return conn->connected ? CONNECTION_OK : CONNECTION_MADE;
}

int
PQsocket(const PGconn *conn)
{
	if (comes('G'))
		fuzz_world_stir();
	return conn->lost ? -1 : 1000;
}

char *
PQerrorMessage(const PGconn *conn)
{
	static char none[] = "",
		    broke[] = "the server closed the connection\n"
			      "unexpectedly\n";

	return conn && conn->lost ? broke : none;
}

const char *
PQparameterStatus(const PGconn *conn, const char *name)
{
	if (strcmp(name, "server_encoding") == 0)
		return "UTF8";
	if (strcmp(name, "default_transaction_read_only") == 0)
		return conn->read_only ? "on" : "off";
	return NULL;
}

PGTransactionStatusType
PQtransactionStatus(const PGconn *conn)
{
	if (!conn || conn->lost)
		return PQTRANS_UNKNOWN;
	if (conn->read < conn->sent || conn->null_due)
		return PQTRANS_ACTIVE;
	return conn->in_error ? PQTRANS_INERROR : PQTRANS_IDLE;
}

static int
send_one(PGconn *conn, enum kind kind)
{
	struct text line;

	if (conn->read == conn->sent)
		conn->read = conn->sent = 0;
	if (conn->lost || conn->sent == SENT_MAX || take('Z', &line))
		return 0;
	conn->queue[conn->sent++] = kind;
	return 1;
}

int
PQsendQuery(PGconn *conn, const char *sql)
{
	conn->in_error = false;
	return send_one(conn, strncmp(sql, "SELECT", 6) ? OTHER : STATEMENT);
}

/* Each parameter has to be memory that is ours. */
static void
read_params(int count, const char *const *values, const int *lengths)
{
	volatile char sum = 0;
	int i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; values[i] && lengths && j < lengths[i]; j++)
			sum = (char)(sum + values[i][j]);
	}
}

int
PQsendQueryPrepared(PGconn *conn, const char *name, int count,
	const char *const *values, const int *lengths, const int *formats,
	int format)
{
	(void)formats;
	fuzz_must(*name && format == 1);
	read_params(count, values, lengths);
	return send_one(conn, STATEMENT);
}

int
PQsendQueryParams(PGconn *conn, const char *sql, int count, const Oid *types,
	const char *const *values, const int *lengths, const int *formats,
	int format)
{
	enum db_statement i = 0;

	(void)types;
	(void)formats;
	fuzz_must(format == 1);
	read_params(count, values, lengths);
	while (i < DB_STATEMENT_COUNT && db_statement_sql(i) != sql)
		i++;
	return send_one(conn, i < DB_STATEMENT_COUNT ? STATEMENT : OTHER);
}

int
PQsendPrepare(PGconn *conn, const char *name, const char *sql, int count,
	const Oid *types)
{
	(void)name;
	(void)sql;
	(void)count;
	(void)types;
	return send_one(conn, OTHER);
}

int
PQpipelineSync(PGconn *conn)
{
	return send_one(conn, SYNC);
}

int
PQenterPipelineMode(PGconn *conn)
{
	conn->pipeline = true;
	return 1;
}

int
PQexitPipelineMode(PGconn *conn)
{
	if (conn->read < conn->sent || conn->null_due)
		return 0;
	conn->pipeline = false;
	return 1;
}

int
PQconsumeInput(PGconn *conn)
{
	struct text line;

	conn->lost = conn->lost || take('G', &line);
	return !conn->lost;
}

int
PQisBusy(PGconn *conn)
{
	bool busy = !conn->lost && conn->read < conn->sent &&
		conn->queue[conn->read] == STATEMENT && comes('B');

	fuzz_world_silence(busy);
	return busy;
}

/* The answer that the script has for a statement; NULL: it is nothing. */
static PGresult *
answer_statement(PGconn *conn)
{
	struct text line;

	while (take('D', &line))
		conn->read_only = true;
	if (take('N', &line))
		return NULL;
	if (take('L', &line)) {
		conn->lost = conn->told = true;
		return fuzz_result_error((struct text){0});
	}
	if (take('A', &line))
		return fuzz_result_status(PGRES_PIPELINE_ABORTED);
	if (take('S', &line)) {
		conn->read = conn->sent;
		conn->null_due = false;
		return fuzz_result_status(PGRES_PIPELINE_SYNC);
	}
	if (take('E', &line)) {
		conn->aborted = conn->pipeline;
		conn->in_error = conn->pipeline;
		return fuzz_result_error(line);
	}
	if (take('C', &line))
		return fuzz_result_changed(line);
	return fuzz_result_rows(&script);
}

static PGresult *
answer_other(PGconn *conn)
{
	struct text line;

	if (!take('X', &line))
		return fuzz_result_status(PGRES_COMMAND_OK);
	conn->aborted = conn->pipeline;
	return fuzz_result_error(line);
}

PGresult *
PQgetResult(PGconn *conn)
{
	if (conn->lost) {
		conn->read = conn->sent;
		conn->null_due = false;
		if (conn->told)
			return NULL;
		conn->told = true;
		return fuzz_result_error((struct text){0});
	}
	if (conn->null_due || conn->read == conn->sent) {
		conn->null_due = false;
		return NULL;
	}
	if (conn->queue[conn->read] == SYNC) {
		conn->read++;
		conn->aborted = false;
		return fuzz_result_status(PGRES_PIPELINE_SYNC);
	}
	conn->null_due = true;
	if (conn->aborted) {
		conn->read++;
		return fuzz_result_status(PGRES_PIPELINE_ABORTED);
	}
	if (conn->queue[conn->read++] == STATEMENT)
		return answer_statement(conn);
	return answer_other(conn);
}
