/* conn.c: makes, watches and drops the connection. */
#include "db/conn.h"

#include "base/log.h"
#include "base/time.h"
#include "db/connect.h"
#include "db/link.h"
#include "metric/count.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAUSE_FIRST (100 * 1000)      /* microseconds before a second attempt */
#define PAUSE_MAX (500 * 1000)        /* the pause grows to this */
#define WAIT_FIRST (20 * TIME_SECOND) /* for a server that was there just now */
#define WAIT_AGAIN (500 * 1000)       /* for one that was not */
#define WAIT_IDLE (200 * 1000)        /* while a request may come */
#define WARM_MAX TIME_SECOND /* since an answer; then we look if it lives */
#define IDLE_MAX TIME_MINUTE /* without requests, a database may sleep */

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

/* Frees a URI, which may hold a password. */
static void
forget_url(char *url)
{
	if (url)
		explicit_bzero(url, strlen(url));
	free(url);
}

bool
db_conn_check_url(const char *url, char *why, size_t size)
{
	char *plain = plain_url(url), *message = NULL;
	PQconninfoOption *parsed = NULL;
	bool ok = false;

	snprintf(why, size, "should be a URI that begins with postgresql://");
	if (plain &&
	    (strncmp(plain, "postgresql://", 13) == 0 ||
		strncmp(plain, "postgres://", 11) == 0)) {
		parsed = PQconninfoParse(plain, &message);
		ok = parsed != NULL;
		/* libpq's message may quote the URI, and with it a password. */
		if (!ok)
			snprintf(
			    why, size, "should be a URI that libpq can read");
	}
	PQconninfoFree(parsed);
	PQfreemem(message);
	forget_url(plain);
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
	db->shuffled = options->shuffle;
	db->used = base_time_steady();
	if (!db->url) {
		free(db);
		return NULL;
	}
	return db;
}

void
db_conn_pool(struct db *db)
{
	db->pooled = true;
}

void
db_conn_close(struct db *db)
{
	if (!db)
		return;
	db_conn_release(db);
	db_connect_stop(db);
	db_link_drop(db);
	forget_url(db->url);
	free(db);
}

void
db_conn_free_rows(struct db *db)
{
	while (db->result_count)
		PQclear(db->results[--db->result_count]);
}

void
db_conn_release(struct db *db)
{
	db_conn_free_rows(db);
	/* What nobody ended is not left to the next request. */
	if (db->hold != HOLD_NONE)
		db_link_drop(db);
	db->hold = HOLD_NONE;
	db->slowest_time = 0;
	db->spent = 0;
	db->unsure = false;
}

bool
db_conn_is_unsure(const struct db *db)
{
	return db->unsure;
}

int64_t
db_conn_spent(const struct db *db)
{
	return db->spent;
}

const char *
db_conn_slowest(const struct db *db, int64_t *duration)
{
	*duration = db->slowest_time;
	return db->slowest_time ? db_statement_name(db->slowest) : NULL;
}

const char *
db_conn_reason(const struct db *db)
{
	return db->reason;
}

const char *
db_conn_warnings(const struct db *db)
{
	return db->warnings;
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
	if (!db->conn || db->settling)
		return false;
	if (lives(db))
		return true;
	snprintf(db->reason, sizeof(db->reason), "connection lost");
	base_log(LOG_WARNING, "database: the idle connection was lost");
	db_link_drop(db);
	return false;
}

/*
 * Goes on with connecting until the deadline; true when connected. A connection that
 * was begun in an idle moment and is found lost tells nothing of now; one that is
 * waited for in vain does.
 */
static bool
go_on(struct db *db, int64_t deadline)
{
	bool begun = db->coming || db->settling;
	int64_t start = base_time_steady();
	enum db_progress progress = db_connect(db, deadline);

	if (progress == DB_FAILED) {
		db->failed = true;
		if (begun && base_time_steady() - start < WAIT_IDLE)
			progress = db_connect(db, deadline);
	}
	if (progress != DB_THERE)
		return false;
	if (db->reason[0] != '\0')
		base_log(LOG_INFO, "database: connected again");
	if (db->was_connected)
		metric_count_reconnect();
	db->was_connected = true;
	db->reason[0] = '\0';
	db->failed = false;
	db->pause = 0;
	db->next_attempt = 0;
	return true;
}

bool
db_conn_ready(struct db *db, int64_t deadline)
{
	int64_t now = base_time_steady(), last, most = now + WAIT_FIRST;

	db->used = now;
	if (is_connected(db))
		return true;
	if (now < db->next_attempt)
		return false;
	last = db->failed ? now + WAIT_AGAIN : most;
	if (go_on(db, last < deadline ? last : deadline))
		return true;
	/* A server that has answered is there, and its set-up takes its time. */
	if (db->settling && go_on(db, most < deadline ? most : deadline))
		return true;
	db->pause = db->pause ? 2 * db->pause : PAUSE_FIRST;
	if (db->pause > PAUSE_MAX)
		db->pause = PAUSE_MAX;
	db->next_attempt = base_time_steady() + db->pause;
	return false;
}

bool
db_conn_is_warm(struct db *db)
{
	int64_t now = base_time_steady();

	if (!db->conn || db->settling || now - db->heard > WARM_MAX)
		return false;
	db->used = now;
	return true;
}

bool
db_conn_is_needed(const struct db *db)
{
	return base_time_steady() - db->used <= IDLE_MAX;
}

bool
db_conn_keep(struct db *db)
{
	if (is_connected(db))
		return true;
	/* A managed database that suspends itself shall not be woken for nothing. */
	if (!db->coming && !db->settling && !db_conn_is_needed(db))
		return false;
	/* Its failures do not make a request wait: it has a pause of its own. */
	return go_on(db, base_time_steady() + WAIT_IDLE);
}

bool
db_conn_check(struct db *db)
{
	/* It begins anew whatever there is. */
	db_link_drop(db);
	if (!go_on(db, INT64_MAX))
		return false;
	db_link_drop(db);
	return go_on(db, INT64_MAX);
}
