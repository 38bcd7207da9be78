/* server.h: what each server of the URI is, and its standbys, for an operator. */
#ifndef DB_SERVER_H
#define DB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define DB_SERVER_TEXT 128     /* bytes */
#define DB_STANDBYS_MAX 16     /* those beyond are counted only */
#define DB_STANDBY_UNSEEN (-1) /* our role may not see how far it is */

/* A standby, as its primary sees it. */
struct db_standby {
	char name[DB_SERVER_TEXT];  /* its application_name and address */
	char state[DB_SERVER_TEXT]; /* "streaming" */
	char sync[DB_SERVER_TEXT];  /* "sync", "quorum", "potential", "async" */
	char heard[DB_SERVER_TEXT]; /* when it answered last, UTC */
	int64_t bytes;      /* that it has not on its disk yet, or UNSEEN */
	double seconds;     /* for how long it has not had them */
	bool is_waited_for; /* by commits: it is sync, or of a quorum */
};

struct db_server {
	char name[DB_SERVER_TEXT];    /* host and port, of the URI */
	char address[DB_SERVER_TEXT]; /* its own; "" by a socket */
	char why[256];                /* it cannot be reached; "": it was */
	char role[DB_SERVER_TEXT];    /* as whom we are there */
	bool is_standby;
	bool takes_writes;
	bool is_node;               /* of a Citus database */
	char since[DB_SERVER_TEXT]; /* when it started: another's is another */
	/*
	 * Of a primary: the same as of the standbys that it had, and of copies. "": our
	 * role may not ask for it.
	 */
	char system[DB_SERVER_TEXT];
	/* The settings as they hold for our role. */
	char commit[DB_SERVER_TEXT]; /* synchronous_commit */
	char names[DB_SERVER_TEXT];  /* synchronous_standby_names */
	/* Of a primary. */
	bool may_see; /* our role may see more than how many there are */
	size_t standby_count;
	struct db_standby standbys[DB_STANDBYS_MAX];
};

/* How many servers the URI names; they have the places from 0 on. */
int db_server_count(const struct db *db);

/*
 * Asks the server at a place what it is, by a connection of its own: one that
 * is silent is given up after 3 s, or the URI's connect_timeout.
 */
void db_server_look(const struct db *db, int place, struct db_server *server);

#endif
