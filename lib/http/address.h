/* address.h: IP addresses in their text forms, and whose they are. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "base/text.h"

#include <netinet/in.h>
#include <stdbool.h>

#define ADDRESS_SIZE 16 /* bytes: IPv6, where IPv4 is mapped in (RFC 4291) */
#define ADDRESS_TEXT INET6_ADDRSTRLEN /* bytes of one as text, with its NUL */

/* The addresses that begin with the same bits. */
struct http_network {
	unsigned char address[ADDRESS_SIZE];
	unsigned int bits;
};

/* Reads an address; false when the text is none. */
bool http_address_read(struct text text, unsigned char out[ADDRESS_SIZE]);

/*
 * Writes the network that one host has to itself: the address, or the /64 of an
 * IPv6 address (RFC 6177), whatever its zone (RFC 4007, 11). False when the text is
 * no address, as for a program run from a shell.
 */
bool http_address_network(struct text text, char out[ADDRESS_TEXT]);

/* Whether both are addresses, and the same one. */
bool http_address_equal(struct text a, struct text b);

/* Reads a network, "10.0.0.0/8", or an address as the network of it alone. */
bool http_address_read_network(struct text text, struct http_network *network);

/* Whether the text is an address of the network. */
bool
http_address_is_within(struct text text, const struct http_network *network);

#endif
