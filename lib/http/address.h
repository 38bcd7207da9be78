/* address.h: IP addresses in their text forms. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "base/text.h"

#include <stdbool.h>

#define ADDRESS_SIZE 16 /* bytes: IPv6, where IPv4 is mapped in (RFC 4291) */

/* Reads an address; false when the text is none. */
bool http_address_read(struct text text, unsigned char out[ADDRESS_SIZE]);

/* Whether both are addresses, and the same one. */
bool http_address_equal(struct text a, struct text b);

#endif
