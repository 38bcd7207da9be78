/* throttle.c: folds addresses into the networks they are counted by. */
#include "auth/throttle.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* Writes the network of an IPv6 address; false when it is none. */
static bool
write_v6(const char *address, char out[INET6_ADDRSTRLEN])
{
	struct in6_addr v6;

	if (inet_pton(AF_INET6, address, &v6) != 1)
		return false;
	if (IN6_IS_ADDR_V4MAPPED(&v6))
		return inet_ntop(AF_INET, &v6.s6_addr[12], out,
			   INET6_ADDRSTRLEN) != NULL;
	memset(&v6.s6_addr[8], 0, 8);
	return inet_ntop(AF_INET6, &v6, out, INET6_ADDRSTRLEN) != NULL;
}

static bool
write_v4(const char *address, char out[INET6_ADDRSTRLEN])
{
	struct in_addr v4;

	return inet_pton(AF_INET, address, &v4) == 1 &&
	    inet_ntop(AF_INET, &v4, out, INET6_ADDRSTRLEN) != NULL;
}

bool
auth_throttle_key(const char *kind, struct text address, char key[THROTTLE_KEY])
{
	char copy[INET6_ADDRSTRLEN], network[INET6_ADDRSTRLEN];

	if (address.len == 0 || address.len >= sizeof(copy))
		return false;
	memcpy(copy, address.data, address.len);
	copy[address.len] = '\0';
	if (!write_v4(copy, network) && !write_v6(copy, network))
		return false;
	snprintf(key, THROTTLE_KEY, "%s %s", kind, network);
	return true;
}
