/* backlog.h: how many connections wait to be accepted. */
#ifndef FCGI_BACKLOG_H
#define FCGI_BACKLOG_H

/* Gets ready to ask about a listening socket, for as long as we live. */
void backlog_open(int listener);

/*
 * How many wait at it now, for all workers of the pool; 0 where the system does
 * not say, which is logged once.
 */
long backlog_count(void);

#endif
