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
http_address_network(struct text text, char out[ADDRESS_TEXT])
{
	/* Apache says of a neighbor on which link it is: fe80::1%eth0. */
	const char *zone =
	    text.len > 0 ? memchr(text.data, '%', text.len) : NULL;
	struct in6_addr v6;

	if (zone && memchr(text.data, ':', text.len))
		text.len = (size_t)(zone - text.data);
	if (!http_address_read(text, v6.s6_addr))
		return false;
	if (IN6_IS_ADDR_V4MAPPED(&v6))
		return inet_ntop(AF_INET, &v6.s6_addr[12], out, ADDRESS_TEXT) !=
		    NULL;
	memset(&v6.s6_addr[8], 0, 8);
	return inet_ntop(AF_INET6, &v6, out, ADDRESS_TEXT) != NULL;
}

bool
http_address_equal(struct text a, struct text b)
{
	unsigned char first[ADDRESS_SIZE], second[ADDRESS_SIZE];

	return http_address_read(a, first) && http_address_read(b, second) &&
	    memcmp(first, second, ADDRESS_SIZE) == 0;
}

/* Whether the first bits of two addresses are the same. */
static bool
begin_alike(const unsigned char *a, const unsigned char *b, unsigned int bits)
{
	unsigned int bytes = bits / 8, rest = bits % 8;

	return memcmp(a, b, bytes) == 0 &&
	    (rest == 0 || (a[bytes] ^ b[bytes]) >> (8 - rest) == 0);
}

bool
http_address_read_network(struct text text, struct http_network *network)
{
	const char *slash = memchr(text.data, '/', text.len);
	struct text host = {
	    text.data, slash ? (size_t)(slash - text.data) : text.len};
	unsigned int most, bits = 0;
	const char *at;

	if (!http_address_read(host, network->address))
		return false;
	most = memchr(host.data, ':', host.len) ? 128 : 32;
	for (at = slash ? slash + 1 : NULL; at && at < text.data + text.len;
	     at++) {
		if (*at < '0' || *at > '9' || bits > most)
			return false;
		bits = bits * 10 + (unsigned int)(*at - '0');
	}
	if ((slash && slash + 1 == text.data + text.len) || bits > most)
		return false;
	network->bits = slash ? 128 - most + bits : 128;
	return true;
}

bool
http_address_is_within(struct text text, const struct http_network *network)
{
	unsigned char address[ADDRESS_SIZE];

	return http_address_read(text, address) &&
	    begin_alike(address, network->address, network->bits);
}
