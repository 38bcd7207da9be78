/* internal.h: what the files of db/ share; nobody else includes it. */
#ifndef DB_INTERNAL_H
#define DB_INTERNAL_H

#include "base/error.h"
#include "base/id.h"
#include "base/model.h"
#include "base/time.h"
#include "db/conn.h"
#include "db/statement.h"

#include <libpq-fe.h>

#define DB_RESULTS_MAX 16 /* results that one request may hold */
#define DB_PARAMS_MAX 12

struct db {
	PGconn *conn;   /* NULL while there is none */
	PGconn *coming; /* one in the making, NULL while there is none */
	PostgresPollingStatusType
	    step;             /* what the one in the making waits for */
	int64_t until;        /* base_time_steady; its time is up then */
	int64_t timeout;      /* microseconds that an address has to answer */
	int host, host_count; /* whose turn it is, of the URI's hosts */
	char *url;
	long timeout_ms;
	bool prepare;
	bool pooled;          /* a pooler gives each transaction a session */
	bool writable;        /* the server took writes when we connected */
	bool settling;        /* the set-up of conn is not done yet */
	bool bare;            /* a server was there last time, but no schema */
	bool was_connected;   /* once at least: the next is a new one */
	bool failed;          /* no host was of use the last time */
	bool hurried;         /* the last commit waited for a standby in vain */
	bool unsure;          /* a change may be applied; since the release */
	int64_t used;         /* base_time_steady of the last need for it */
	int64_t next_attempt; /* base_time_steady; connect not before */
	int64_t pause;        /* microseconds, grows with each failure */
	char reason[512];
	PGresult *results[DB_RESULTS_MAX];
	size_t result_count;
	enum db_statement slowest; /* since the last release */
	int64_t slowest_time;      /* microseconds; 0: there was none */
};

/* A statement's parameters, in Postgres' binary form; texts are borrowed. */
struct db_params {
	int count;
	const char *values[DB_PARAMS_MAX];
	int lengths[DB_PARAMS_MAX];
	int formats[DB_PARAMS_MAX];
	unsigned char scratch[DB_PARAMS_MAX][8];
};

struct db_query {
	enum db_statement statement;
	struct db_params params;
};

/*
 * conn.c: true when there is a living connection, made now if need be. Waits
 * long for it once, and half a second while the database is away, but never
 * past the deadline. What is not done then goes on later.
 */
bool db_conn_ready(struct db *db, int64_t deadline);

/* conn.c: drops a connection that is of no more use. */
void db_conn_drop(struct db *db);

/* conn.c: logs a failure to connect, and keeps its first line as the reason. */
void db_conn_note(struct db *db, const char *what, const char *message);

/* conn.c: notes how long a round trip that began with the statement took. */
void db_conn_time(struct db *db, enum db_statement statement, int64_t duration);

enum db_progress { DB_COMING, DB_THERE, DB_FAILED };

/*
 * connect.c: connects to the first host that is of use, which db->conn is
 * then. DB_COMING at the deadline: call again to go on; DB_FAILED: none is.
 * One wait is outside of the deadline: libpq looks names up by itself.
 */
enum db_progress db_connect(struct db *db, int64_t deadline);

/* connect.c: gives up a connection in the making. */
void db_connect_stop(struct db *db);

/*
 * setup.c: begins to make a new connection ready for statements, which may
 * take 5 s; false when it is of no use.
 */
bool db_setup_start(struct db *db);

/* setup.c: goes on with it until the deadline: DB_COMING, call again. */
enum db_progress db_setup_go_on(struct db *db, int64_t deadline);

/* setup.c: each queues something: a text without parameters, … */
bool db_setup_send(const struct db *db, const char *sql);

/* setup.c: … the settings, for the transaction alone if pooled, … */
bool db_setup_send_settings(const struct db *db);

/* setup.c: … and time limits of so many milliseconds, likewise. */
bool db_setup_send_limits(const struct db *db, long timeout_ms);

/* setup.c: ends a pooler's transaction that failed, if the server does soon. */
void db_setup_roll_back(struct db *db);

/* setup.c: whether the server takes no writes, by what it last told us. */
bool db_setup_is_read_only(const PGconn *conn);

/*
 * run.c: runs the queries in one round trip and one transaction, and stores
 * one result each, which the connection owns until its release. Tries once
 * more where nothing can have been applied, and some times where another
 * transaction was in the way. SERVER_001: the database cannot be reached, or
 * did not answer in time (db_conn_is_unsure); SERVER_002: it refused a
 * statement, or memory ran out, or others were in the way each time;
 * SERVER_003: it refused a statement that checks its caller.
 */
enum error db_run(struct db *db, const struct db_query *queries, size_t count,
    PGresult **results) MUST_CHECK;

/* wait.c: waits until a result can be read, but not past the deadline. */
bool db_wait(PGconn *conn, int64_t deadline);

/* params.c: each appends one parameter, in the order $1, $2, … */
void db_params_id(struct db_params *params, const struct id *id);
void db_params_text(struct db_params *params, struct text text);
void db_params_time(struct db_params *params, int64_t when);
void db_params_flag(struct db_params *params, bool flag);
void db_params_number(struct db_params *params, int32_t number);
void db_params_null(struct db_params *params);

/* params.c: appends $1 to $3 of every statement that checks its caller; nulls
 * where the operator at the shell is none (NULL). */
void db_params_caller(struct db_params *params, const struct caller *caller);

/* row.c: one column of one row. The text lives as long as the result. */
bool db_row_is_null(const PGresult *result, int row, int column);
struct id db_row_id(const PGresult *result, int row, int column);
struct text db_row_text(const PGresult *result, int row, int column);
int64_t db_row_time(const PGresult *result, int row, int column);
int64_t db_row_number(const PGresult *result, int row, int column);
bool db_row_flag(const PGresult *result, int row, int column);

/* row.c: the rows of a SESSION_PAGE, one with a null id when there are none. */
void db_row_sessions(const PGresult *result, struct session_page *page);

#define DB_TODO_COLUMNS 6

/*
 * todo.c: the caller's todo in the first columns of a row; its texts are the
 * result's.
 */
void db_todo_read(const PGresult *result, int row, const struct caller *caller,
    struct todo *todo);

/* caller.c: db_caller_check, and whether a caller let in is an admin. */
enum error db_caller_look(
    struct db *db, const struct caller *caller, bool *is_admin) MUST_CHECK;

/*
 * caller.c: runs one statement that checks its caller. When no row comes back
 * it was refused: AUTH_004 or AUTH_007; otherwise the errors of db_run.
 */
enum error db_caller_run(struct db *db, const struct caller *caller,
    const struct db_query *query, PGresult **result) MUST_CHECK;

/*
 * caller.c: why a statement that checks its caller did nothing: AUTH_004 or
 * AUTH_007, or the error of asking.
 */
enum error db_refusal(struct db *db, const struct caller *caller) MUST_CHECK;

#endif
