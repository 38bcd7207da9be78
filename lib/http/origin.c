/* origin.c: takes an origin apart, and puts it together as browsers do. */
#include "http/origin.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define HOST_MAX 255
#define PORT_MAX 65535

/* The parts of an origin; the port is 0 where it has none of its own. */
struct origin {
	const char *scheme;
	char host[HOST_MAX + 1];
	long port;
};

/* Schemes that pages come by, and their ports. */
static const struct {
	const char *scheme;
	long port;
} web[] = {{"https", 443}, {"http", 80}};

#define WEB (sizeof(web) / sizeof(web[0]))

/* The port that the scheme has anyway; 0: it is an app's. */
static long
default_port(const char *scheme)
{
	size_t i;

	for (i = 0; i < WEB; i++) {
		if (strcmp(scheme, web[i].scheme) == 0)
			return web[i].port;
	}
	return 0;
}

const char *
http_origin_host(const char *origin)
{
	const char *colon = strstr(origin, "://");
	size_t i;

	for (i = 0; colon && i < WEB; i++) {
		if ((size_t)(colon - origin) == strlen(web[i].scheme) &&
		    strncmp(origin, web[i].scheme, strlen(web[i].scheme)) == 0)
			return colon + 3;
	}
	return NULL;
}

/* ASCII only, whatever the locale. */
static void
lower(char *text)
{
	for (; *text; text++) {
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
	}
}

/* Cuts the scheme off; the rest, or NULL. */
static char *
cut_scheme(char *text, const char **why)
{
	static const char *const pageless[] = {"file", "ftp", "ws", "wss"};
	char *colon = strstr(text, "://");
	size_t i;

	*why = "it begins with its scheme: https://, http://, or an app's such "
	       "as capacitor://";
	if (!colon || strspn(text, LOWER UPPER) == 0 ||
	    strspn(text, LOWER UPPER DIGITS "+-.") != (size_t)(colon - text))
		return NULL;
	*colon = '\0';
	lower(text);
	*why = "no page has an origin of this scheme";
	for (i = 0; i < sizeof(pageless) / sizeof(pageless[0]); i++) {
		if (strcmp(text, pageless[i]) == 0)
			return NULL;
	}
	return colon + 3;
}

/* Says why the text cannot go on after the host, as far as one can guess. */
static const char *
explain(const char *rest)
{
	switch (*rest) {
	case '/':
	case '?':
	case '#':
		return "it ends with its host and port: leave out the slash, "
		       "and what follows it";
	case '*':
		return "each host is written by its name, without \"*\"";
	case ':':
		return "a port is a number up to 65535, after a host";
	case '[':
	case ']':
		return "an IPv6 address is written as in https://[::1]";
	case '\0':
		return "a host is missing after its scheme";
	default:
		return "a host is made of letters, digits, \"-\", \".\" and "
		       "\"_\"; one of other letters begins with xn--";
	}
}

/* Takes an IPv6 address in its shortest form; what follows it, or text. */
static const char *
take_address(const char *text, struct origin *origin)
{
	char address[INET6_ADDRSTRLEN];
	struct in6_addr in;
	size_t len = strcspn(text + 1, "]");

	if (len >= sizeof(address) || text[1 + len] != ']')
		return text;
	memcpy(address, text + 1, len);
	address[len] = '\0';
	if (inet_pton(AF_INET6, address, &in) != 1 ||
	    !inet_ntop(AF_INET6, &in, address, sizeof(address)))
		return text;
	snprintf(origin->host, sizeof(origin->host), "[%s]", address);
	return text + len + 2;
}

/*
 * Takes a host by its name; what follows it. The web's are in lower case, an
 * app's are as they are (WHATWG URL, 3.5).
 */
static const char *
take_name(const char *text, struct origin *origin)
{
	size_t len = strspn(text, LOWER UPPER DIGITS "-._");

	if (len > HOST_MAX)
		return text;
	memcpy(origin->host, text, len);
	if (default_port(origin->scheme))
		lower(origin->host);
	return text + len;
}

/* Takes a port to the end of the text; an empty one is no port. */
static bool
take_port(const char *text, struct origin *origin)
{
	if (*text == '\0')
		return true;
	if (*text != ':' || text[1 + strspn(text + 1, DIGITS)] != '\0')
		return false;
	origin->port = strtol(text + 1, NULL, 10);
	if (origin->port == default_port(origin->scheme))
		origin->port = 0;
	return origin->port <= PORT_MAX;
}

static char *
put_together(const struct origin *origin)
{
	char *text = NULL, port[16] = "";

	if (origin->port)
		snprintf(port, sizeof(port), ":%ld", origin->port);
	if (asprintf(&text, "%s://%s%s", origin->scheme, origin->host, port) <
	    0)
		return NULL;
	return text;
}

char *
http_origin_new(const char *text, const char **why)
{
	char *copy = strdup(text), *result = NULL;
	struct origin origin = {.scheme = copy};
	const char *host, *rest;

	*why = NULL;
	host = copy ? cut_scheme(copy, why) : NULL;
	if (host) {
		rest = *host == '[' ? take_address(host, &origin) :
				      take_name(host, &origin);
		*why = explain(rest);
		if (rest > host && take_port(rest, &origin)) {
			*why = NULL;
			result = put_together(&origin);
		}
	}
	free(copy);
	return result;
}
