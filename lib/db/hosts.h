/* hosts.h: the hosts that a URI names, and in which order they are tried. */
#ifndef DB_HOSTS_H
#define DB_HOSTS_H

#include <libpq-fe.h>

#define DB_HOSTS_MAX 64 /* those beyond are tried last, as given */

/* How many hosts the URI names; 1 for lists that libpq will refuse. */
int db_hosts_count(PQconninfoOption *options);

/* Leaves of the lists of hosts, addresses and ports what host number place has. */
void db_hosts_keep(PQconninfoOption *options, int place);

/* What the URI says of a parameter; NULL when nothing. */
char *db_hosts_value(PQconninfoOption *options, const char *name);

/*
 * Puts the places 0 to count - 1 in an order at random, each as likely; as they
 * are where the kernel has no random bytes.
 */
void db_hosts_shuffle(unsigned char places[DB_HOSTS_MAX], int count);

#endif
