/* forwarded.c: reads the hops of X-Forwarded-For and Forwarded. */
#include "http/forwarded.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define HOPS_MAX 32

/* What hops are held to. */
struct proxies {
	const struct http_network *items;
	size_t count;
};

static bool
is_proxy(const struct proxies *proxies, struct text address)
{
	size_t i;

	for (i = 0; i < proxies->count; i++) {
		if (http_address_is_within(address, &proxies->items[i]))
			return true;
	}
	return false;
}

/* The length up to a separator that is not within quotes; whether these end. */
static size_t
span(struct text text, char separator, bool *ends)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			quoted = !quoted;
		else if (text.data[i] == '\\' && quoted && i + 1 < text.len)
			i++;
		else if (text.data[i] == separator && !quoted)
			break;
	}
	*ends = !quoted;
	return i;
}

/* Takes what comes before a separator off the text, which may have quotes. */
static struct text
cut(struct text *rest, char separator, bool quotes)
{
	bool ends;
	const char *end = memchr(rest->data, separator, rest->len);
	size_t len = quotes ? span(*rest, separator, &ends) :
	    end             ? (size_t)(end - rest->data) :
			      rest->len;
	struct text part = {rest->data, len};

	if (len < rest->len)
		len++;
	rest->data += len;
	rest->len -= len;
	return base_text_trim(part);
}

/* The value of an element's "for", absent when it has none. */
static struct text
for_of(struct text element)
{
	struct text pair;

	while (element.len > 0) {
		pair = cut(&element, ';', true);
		if (pair.len < 4 || strncasecmp(pair.data, "for=", 4) != 0)
			continue;
		pair.data += 4;
		pair.len -= 4;
		if (pair.len >= 2 && pair.data[0] == '"' &&
		    pair.data[pair.len - 1] == '"') {
			pair.data++;
			pair.len -= 2;
		}
		return pair;
	}
	return (struct text){0};
}

static bool
is_port(struct text text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (!isdigit((unsigned char)text.data[i]))
			return false;
	}
	return text.len >= 1 && text.len <= 5;
}

/* The address of a hop, without brackets and port; absent when it is none. */
static struct text
address_of(struct text hop)
{
	unsigned char bytes[ADDRESS_SIZE];
	const char *colon, *end;
	struct text port = {0};

	if (hop.len == 0)
		return (struct text){0};
	if (hop.data[0] == '[') {
		end = memchr(hop.data, ']', hop.len);
		if (!end)
			return (struct text){0};
		port = (struct text){
		    end + 1, (size_t)(hop.data + hop.len - (end + 1))};
		hop = (struct text){hop.data + 1, (size_t)(end - hop.data) - 1};
	} else if ((colon = memchr(hop.data, ':', hop.len)) &&
	    colon == memrchr(hop.data, ':', hop.len)) {
		port =
		    (struct text){colon, (size_t)(hop.data + hop.len - colon)};
		hop.len = (size_t)(colon - hop.data);
	}
	if (port.len > 0 &&
	    (port.data[0] != ':' ||
		!is_port((struct text){port.data + 1, port.len - 1})))
		return (struct text){0};
	return http_address_read(hop, bytes) ? hop : (struct text){0};
}

/*
 * Whether no quote is open at the header's end: one that a client opened would take the
 * hop that a proxy appended for a part of theirs.
 */
static bool
is_whole(struct text header)
{
	bool ends;

	span(header, '\0', &ends);
	return ends;
}

/* The client by one header's hops; absent when that cannot be said. */
static struct text
client_of(struct text header, bool pairs, const struct proxies *proxies)
{
	struct text hops[HOPS_MAX], client = {0};
	size_t count = 0;

	if (pairs && !is_whole(header))
		return client;
	while (header.len > 0) {
		if (count == HOPS_MAX)
			return (struct text){0};
		/* X-Forwarded-For has no quotes. */
		hops[count] = cut(&header, ',', pairs);
		if (pairs)
			hops[count] = for_of(hops[count]);
		count++;
	}
	while (count-- > 0) {
		client = address_of(hops[count]);
		if (!client.data || !is_proxy(proxies, client))
			break;
	}
	return client;
}

void
http_forwarded_apply(
    struct http_request *req, const struct http_network *trusted, size_t count)
{
	const struct proxies proxies = {trusted, count};
	struct text client, other;

	if ((!req->forwarded.data && !req->forwarded_for.data) ||
	    !is_proxy(&proxies, req->remote_addr))
		return;
	client = req->forwarded_for.data ?
	    client_of(req->forwarded_for, false, &proxies) :
	    client_of(req->forwarded, true, &proxies);
	other = req->forwarded.data ?
	    client_of(req->forwarded, true, &proxies) :
	    client;
	req->is_hidden =
	    req->is_forwarded_twice || !http_address_equal(client, other);
	if (!req->is_hidden)
		req->remote_addr = client;
}
