/* fixture.h: a connection under test, one beside it, and people in the tables. */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include "model/session.h"
#include "model/todo.h"
#include "model/user.h"
#include "base/time.h"
#include "db/conn.h"
#include "db/link.h"
#include "db/row.h"
#include "db/run.h"
#include "db/schema.h"
#include "unit/suites.h"

#define NOW (INT64_C(1768249800) * TIME_SECOND) /* 2026-01-12T20:30:00Z */

/* ms that a statement has, unless how it ends is the question: a machine may stand still. */
#define PATIENCE 30000

/* A user in the tables who holds one session, and the caller of its token. */
struct holder {
	struct id id;
	char name[ID_TEXT]; /* the id as text, for SQL */
	char email[64];
	char hash[64];
	struct caller caller;
};

/* The throwaway database's URI with more parameters, "&a=b", behind it. */
const char *fixture_url(const char *more);

/*
 * Whether an idle worker's db_conn_keep brings the connection up: each gives
 * the server 0.2 s, which takes longer beside other tests, so many are made.
 */
bool fixture_keep(struct db *db);

/*
 * What has a second for it, on the way there and back, is asked again while there is no
 * answer: a sign of life, or with a schema what the database is like.
 */
enum error fixture_ping(struct db *db);
void fixture_look(struct db *db, struct db_schema *schema);

/* A connection under test, as workers have it; fixture_close ends it. */
struct db *fixture_open(void);

/* The same with a URI, a timeout and with or without prepared statements. */
struct db *fixture_open_with(const char *url, long timeout_ms, bool prepare);

/* Ends the connection under test and the one beside it. */
void fixture_close(void);

/* The connection beside the one under test. */
PGconn *fixture_beside(void);

/*
 * Runs SQL beside and returns the first value of its answer as text: "" where
 * there is no row, "null" for null. It lives until the next call.
 */
const char *sql(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A new holder, in the tables. */
struct holder holder_new(struct db *db);

/* Another session of a holder, in the tables, and its caller. */
struct caller holder_log_in(struct db *db, const struct holder *holder);

/* Looks a holder up, and adds a todo of theirs, each in one statement. */
enum error holder_find(struct db *db, const struct holder *holder);
enum error holder_add_todo(struct db *db, const struct holder *holder);

/* Adds a todo of theirs at NOW. */
enum error holder_insert(struct db *db, const struct holder *holder,
	const struct todo_change *change, struct todo *todo);

/* Begins a session of a holder as a login with this hash and address does. */
enum error holder_begin(struct db *db, const struct holder *holder,
	const char *hash, const char *ip);

/* Whether the holder's session of this refresh token goes on. */
enum error
holder_check(struct db *db, const struct holder *holder, const char *jti);

/* Whether a caller is let in. */
enum error holder_call(struct db *db, const struct caller *caller);

/* The id of a caller's session. */
struct id caller_session(const struct caller *caller);

/* Has the query go on after the last todo of a page, which has one. */
void fixture_go_after(const struct todo_page *page, struct todo_query *query);

/* All rows of a holder, as one text that changes when anything does. */
void holder_rows(const struct holder *holder, char out[64]);

/*
 * Runs a call in a child process, which the returned pid names, and comes back
 * when its statement waits for a lock.
 */
pid_t fixture_start(enum error (*call)(void));

/* The result of the call, when it is done. */
enum error fixture_finish(pid_t pid);

#endif
