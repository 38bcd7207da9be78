/* link.c: drops, times and waits on the connection, however it was made. */
#include "db/link.h"

#include "base/log.h"
#include "base/time.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

void
db_link_drop(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	db->found_count = 0;
	db->settling = false;
	db->hurried = false;
}

void
db_link_note(struct db *db, const char *what, const char *message)
{
	char line[256];
	size_t used = db->host ? strlen(db->reason) : 0;

	snprintf(line, sizeof(line), "%s: %s", what, message);
	line[strcspn(line, "\n")] = '\0';
	base_log(LOG_ERROR, "database: %s", line);
	/* The hosts that failed in one round are told together. */
	snprintf(db->reason + used, sizeof(db->reason) - used, "%s%s",
	    used ? "; " : "", line);
}

void
db_link_time(struct db *db, enum db_statement statement, int64_t duration)
{
	db->spent += duration;
	if (duration <= db->slowest_time)
		return;
	db->slowest = statement;
	db->slowest_time = duration;
}

bool
db_link_poll(int fd, short events, int64_t deadline)
{
	struct pollfd poller = {.fd = fd, .events = events};
	int64_t left;
	int ready;

	do {
		left = (deadline - base_time_steady() + 999) / 1000;
		ready = poll(&poller, 1, left > 0 ? (int)left : 0);
	} while (ready < 0 && errno == EINTR);
	return ready > 0;
}

bool
db_link_wait(PGconn *conn, int64_t deadline)
{
	struct pollfd fd = {.fd = PQsocket(conn), .events = POLLIN};
	int64_t left;
	int ready;

	while (PQisBusy(conn)) {
		left = (deadline - base_time_steady()) / 1000;
		if (left <= 0)
			return false;
		ready = poll(&fd, 1, (int)left);
		if (ready < 0 && errno != EINTR)
			return false;
		/* On a broken connection there is a result that says so. */
		if (ready > 0 && !PQconsumeInput(conn))
			return true;
	}
	return true;
}
