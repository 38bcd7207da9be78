/* link.h: what the connection is; for the files of db/ only. */
#ifndef DB_LINK_H
#define DB_LINK_H

#include "db/hosts.h"
#include "db/statement.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DB_RESULTS_MAX 256 /* results that one request may hold */
#define DB_FOUND_MAX 64    /* DB_LIST_FOUND's shapes that a session prepares */

/* Whether the next round trip begins, goes on with or ends a transaction. */
enum db_hold { HOLD_NONE, HOLD_BEGINS, HOLD_ON, HOLD_ENDS };

struct db {
	PGconn *conn;   /* NULL while there is none */
	PGconn *coming; /* one in the making, NULL while there is none */
	PostgresPollingStatusType
	    step;             /* what the one in the making waits for */
	int64_t until;        /* base_time_steady; its time is up then */
	int64_t timeout;      /* microseconds that an address has to answer */
	int host, host_count; /* whose turn it is, of the URI's hosts */
	bool shuffled;        /* they have their turns by places */
	unsigned char places[DB_HOSTS_MAX];
	char *url;
	long timeout_ms;
	bool prepare;
	bool pooled;        /* a pooler gives each transaction a session */
	bool writable;      /* the server took writes when we connected */
	bool settling;      /* the set-up of conn is not done yet */
	bool bare;          /* a server was there last time, but no schema */
	bool was_connected; /* once at least: the next is a new one */
	bool failed;        /* no host was of use the last time */
	bool hurried;       /* the last commit waited for a standby in vain */
	bool unwaited;      /* this trip's was made to wait for none any more */
	enum db_hold hold;
	enum db_statement held; /* the first of the transaction that is held */
	bool unsure;            /* a change may be applied; since the release */
	bool apart;             /* the last run: a node gave no answer */
	bool spread;            /* tables are spread over nodes by user */
	bool standby;           /* the server is one: what it has grows old */
	size_t upkeep;          /* whose turn it is then, of upkeep's tables */
	int64_t used;           /* base_time_steady of the last need for it */
	int64_t heard;          /* base_time_steady of its last good answer */
	int64_t next_attempt;   /* base_time_steady; connect not before */
	int64_t pause;          /* microseconds, grows with each failure */
	char reason[512];
	char warnings[1024];              /* the server's, lines, each once */
	unsigned int found[DB_FOUND_MAX]; /* shapes that conn has prepared */
	size_t found_count;
	PGresult *results[DB_RESULTS_MAX];
	size_t result_count;
	enum db_statement slowest; /* since the last release */
	int64_t slowest_time;      /* microseconds; 0: there was none */
	int64_t spent;             /* microseconds of all round trips */
};

/* How far it is with being made. */
enum db_progress { DB_COMING, DB_THERE, DB_FAILED };

/* Drops a connection that is of no more use. */
void db_link_drop(struct db *db);

/* Logs a failure to connect, and keeps its first line as the reason. */
void db_link_note(struct db *db, const char *what, const char *message);

/* Notes how long a round trip that began with the statement took. */
void db_link_time(struct db *db, enum db_statement statement, int64_t duration);

/* Waits for these events of poll(2) until the deadline; whether one came. */
bool db_link_poll(int fd, short events, int64_t deadline);

/* Waits until a result can be read, but not past the deadline. */
bool db_link_wait(PGconn *conn, int64_t deadline);

#endif
