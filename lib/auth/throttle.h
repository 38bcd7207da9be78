/* throttle.h: whom attempts are counted against. */
#ifndef AUTH_THROTTLE_H
#define AUTH_THROTTLE_H

#include "base/text.h"

#include <stdbool.h>

#define THROTTLE_KEY 100 /* bytes of a key, with its NUL */

/*
 * Writes the key that attempts of a kind from an address are counted under:
 * the address itself, or the /64 network of an IPv6 address, which one host
 * has to itself (RFC 6177). False when the text is no address, as for a
 * program run from a shell: nobody is throttled then.
 */
bool auth_throttle_key(
    const char *kind, struct text address, char key[THROTTLE_KEY]);

#endif
