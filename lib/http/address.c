/* address.c: reads IP addresses, so that one has one form. */
#include "http/address.h"

#include <arpa/inet.h>
#include <string.h>

bool
http_address_read(struct text text, unsigned char out[ADDRESS_SIZE])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	char copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof(copy) ||
	    memchr(text.data, '\0', text.len))
		return false;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	memcpy(out, mapped, sizeof(mapped));
	return inet_pton(AF_INET, copy, out + sizeof(mapped)) == 1 ||
	    inet_pton(AF_INET6, copy, out) == 1;
}

bool
http_address_equal(struct text a, struct text b)
{
	unsigned char first[ADDRESS_SIZE], second[ADDRESS_SIZE];

	return http_address_read(a, first) && http_address_read(b, second) &&
	    memcmp(first, second, ADDRESS_SIZE) == 0;
}
