/* arrival.h: requests on their way in, each held until it is whole. */
#ifndef FCGI_ARRIVAL_H
#define FCGI_ARRIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRIVAL_MOST 256         /* requests that one worker holds */
#define ARRIVAL_SECONDS 30       /* that all of a request may take to arrive */
#define ARRIVAL_BYTES 65536      /* looked at at once */
#define ARRIVAL_STORE (32 << 20) /* bytes of all that is held */

/* A connection; all but fd and copy is arrival.c's own. */
struct arrival {
	int fd;
	int copy; /* a file with what came; -1: it is all still in fd */
	int64_t deadline;
	size_t bytes;
	size_t left; /* of the record at hand */
	unsigned char header[8];
	size_t have;   /* bytes of header */
	bool answered; /* what still comes is thrown away */
	bool silent;   /* nothing came at all */
	bool broken;   /* there was no room for what came */
};

/* A worker's. It is large: keep it off the stack. */
struct arrivals {
	int poller;
	size_t most; /* bytes that one request is held for */
	size_t count;
	size_t bytes;
	struct arrival held[ARRIVAL_MOST];
	unsigned char chunk[ARRIVAL_BYTES];
};

/*
 * Begins with the poller, an epoll descriptor for all connections, none of
 * which has fd 0. A request of over most bytes is handed on unfinished.
 */
void arrival_init(struct arrivals *all, int poller, size_t most);

/*
 * Takes a connection, and closes it should there be no memory. True: there is
 * one to serve already, this or another; it is no longer held.
 */
bool arrival_add(struct arrivals *all, int fd, struct arrival *next);

/* Looks whether the rest of connection fd has come; true as above. */
bool arrival_look(struct arrivals *all, int fd, struct arrival *next);

/* One whose time is over, to serve or to give up; false when there is none. */
bool arrival_overdue(struct arrivals *all, struct arrival *next);

/* Whether a request is on its way in. */
bool arrival_is_coming(const struct arrivals *all);

/* No connection gets more than so many seconds from now on. */
void arrival_hurry(struct arrivals *all, int seconds);

/*
 * Closes a connection that was answered. A peer that still sends is listened to
 * until it ends, for what it has not read of our answer would be lost.
 */
void arrival_close(struct arrivals *all, struct arrival *served, bool is_over);

#endif
