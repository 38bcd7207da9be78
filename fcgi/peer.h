/* peer.h: the web server at the other end of a connection. */
#ifndef FCGI_PEER_H
#define FCGI_PEER_H

#include <stdbool.h>
#include <stddef.h>

#define PEER_TIMEOUT 5 /* seconds a web server may keep us waiting */

struct peer {
	int fd;        /* the connection */
	bool is_local; /* connections are of a Unix socket */
	size_t room;   /* bytes that a connection takes without its peer */
};

/* Learns of the listening socket what is true of all its connections. */
void peer_learn(struct peer *peer, int listener);

/*
 * Whether the web server has closed the connection of the struct peer, as when its
 * client left. Of TCP the end of what is sent looks the same.
 */
bool peer_has_gone(void *peer);

/* Lets writes to the connection wait for the web server to read, but not for ever. */
void peer_be_patient(const struct peer *peer);

#endif
