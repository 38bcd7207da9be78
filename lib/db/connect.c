/* connect.c: connects to one host after the other, a step at a time. */
#include "db/connect.h"

#include "base/time.h"
#include "db/hosts.h"
#include "db/link.h"
#include "db/setup.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAMETERS_MAX 80
#define TIMEOUT_DEFAULT 3 /* seconds for each address, unless the URI says */
#define TIMEOUT_MAX 60
/* The kernel gives up an address that is silent at 3 s; let it be first. */
#define MARGIN TIME_SECOND

/* What is passed to libpq: names and values, ended by a NULL. */
struct parameters {
	const char *names[PARAMETERS_MAX + 1];
	const char *values[PARAMETERS_MAX + 1];
	int count;
};

/* libpq takes the last of two parameters of one name. */
static void
add(struct parameters *p, const char *name, const char *value)
{
	if (p->count == PARAMETERS_MAX || !value)
		return;
	p->names[p->count] = name;
	p->values[p->count++] = value;
}

/* Frees what a URI was read into, and leaves no secret of it in memory. */
static void
forget(PQconninfoOption *options)
{
	PQconninfoOption *option;

	for (option = options; option->keyword; option++) {
		if (option->val && strchr(option->dispchar, '*'))
			explicit_bzero(option->val, strlen(option->val));
	}
	PQconninfoFree(options);
}

/* The time that each address has to answer. */
static int64_t
timeout_of(PQconninfoOption *options)
{
	const char *text = db_hosts_value(options, "connect_timeout");
	long seconds = text ? strtol(text, NULL, 10) : TIMEOUT_DEFAULT;

	/* For libpq 0 means to wait for ever. */
	if (seconds <= 0 || seconds > TIMEOUT_MAX)
		seconds = TIMEOUT_MAX;
	return seconds * TIME_SECOND + MARGIN;
}

/* Counts the hosts; the first time their order is made, too. */
static void
count_hosts(struct db *db, PQconninfoOption *options)
{
	int count = db_hosts_count(options);

	if (db->shuffled && db->host_count == 0)
		db_hosts_shuffle(db->places, count);
	db->host_count = count;
}

/* The place in the URI of the host whose turn it is. */
static int
place_of(const struct db *db)
{
	return db->shuffled && db->host < DB_HOSTS_MAX ? db->places[db->host] :
							 db->host;
}

/*
 * Begins to connect to the host whose turn it is. libpq could walk the list
 * itself, but does not go on from a host that takes the connection and then
 * says nothing, unless one waits inside of it.
 */
static void
start(struct db *db)
{
	PQconninfoOption *options = PQconninfoParse(db->url, NULL), *option;
	struct parameters p = {0};

	if (!options)
		return;
	count_hosts(db, options);
	db->timeout = timeout_of(options);
	add(&p, "application_name", "todo-api");
	add(&p, "tcp_user_timeout", "3000");
	add(&p, "keepalives_idle", "10");
	add(&p, "keepalives_interval", "5");
	add(&p, "keepalives_count", "3");
	/* Of several servers only the one that takes writes is of use. */
	if (db->host_count > 1) {
		add(&p, "target_session_attrs", "read-write");
		db_hosts_keep(options, place_of(db));
	}
	for (option = options; option->keyword; option++)
		add(&p, option->keyword, option->val);
	add(&p, "client_encoding", "UTF8");
	db->bare = false;
	db->coming = PQconnectStartParams(p.names, p.values, 0);
	forget(options);
	db->step = PQstatus(db->coming) == CONNECTION_BAD ?
	    PGRES_POLLING_FAILED :
	    PGRES_POLLING_WRITING;
	db->until = base_time_steady() + db->timeout;
}

/* Waits until the next step can be made; false when the deadline came first. */
static bool
wait_for_step(const struct db *db, int64_t deadline)
{
	return db_link_poll(PQsocket(db->coming),
	    db->step == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
}

/* Takes the steps to a connection that can be taken before the deadline. */
static enum db_progress
advance(struct db *db, int64_t deadline)
{
	while (
	    db->step != PGRES_POLLING_OK && db->step != PGRES_POLLING_FAILED) {
		if (!wait_for_step(
			db, deadline < db->until ? deadline : db->until))
			return base_time_steady() < db->until ? DB_COMING :
								DB_FAILED;
		db->step = PQconnectPoll(db->coming);
		/* Another address of the host has a time of its own. */
		if (PQstatus(db->coming) == CONNECTION_STARTED)
			db->until = base_time_steady() + db->timeout;
	}
	return db->step == PGRES_POLLING_OK ? DB_THERE : DB_FAILED;
}

static void
note_failure(struct db *db)
{
	char silent[256];

	if (db->coming && db->step != PGRES_POLLING_FAILED) {
		snprintf(silent, sizeof(silent), "%s port %s does not answer",
		    PQhost(db->coming), PQport(db->coming));
		db_link_note(db, "cannot connect", silent);
		return;
	}
	db_link_note(db, "cannot connect",
	    db->coming ? PQerrorMessage(db->coming) : "out of memory");
}

void
db_connect_stop(struct db *db)
{
	PQfinish(db->coming);
	db->coming = NULL;
}

/* Gets a host to answer; the connection is not set up then. */
static enum db_progress
reach(struct db *db, int64_t deadline)
{
	enum db_progress progress;

	if (!db->coming)
		start(db);
	progress = db->coming ? advance(db, deadline) : DB_FAILED;
	if (progress == DB_FAILED) {
		note_failure(db);
		db_connect_stop(db);
	}
	if (progress != DB_THERE)
		return progress;
	db->conn = db->coming;
	db->coming = NULL;
	db->settling = true;
	if (db_setup_start(db))
		return DB_THERE;
	db_link_drop(db);
	return DB_FAILED;
}

/* Connects to the host whose turn it is. */
static enum db_progress
try_host(struct db *db, int64_t deadline)
{
	enum db_progress progress = DB_THERE;

	if (!db->settling)
		progress = reach(db, deadline);
	if (progress != DB_THERE)
		return progress;
	progress = db_setup_go_on(db, deadline);
	if (progress == DB_FAILED)
		db_link_drop(db);
	else
		db->settling = progress == DB_COMING;
	return progress;
}

enum db_progress
db_connect(struct db *db, int64_t deadline)
{
	enum db_progress progress;

	do {
		progress = try_host(db, deadline);
	} while (progress == DB_FAILED && ++db->host < db->host_count);
	if (progress != DB_COMING)
		db->host = 0;
	return progress;
}
