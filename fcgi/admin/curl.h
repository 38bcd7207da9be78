/* curl.h: requests through the program curl, as any client would send them. */
#ifndef ADMIN_CURL_H
#define ADMIN_CURL_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>

#define CURL_HEADERS_MAX 4

struct curl_request {
	const char *method;
	const char *path; /* after the server's address */
	const char *headers[CURL_HEADERS_MAX];
	const char *body; /* NULL: none */
};

/* What came back; texts live in buffer, which the caller clears. */
struct curl_answer {
	int status;
	struct text headers; /* with the status line */
	struct text body;
	struct buffer buffer;
};

/*
 * Whether an address is one that requests can be sent to: http:// or
 * https://, without user, query or fragment.
 */
bool admin_curl_is_url(const char *url);

/*
 * Sends one request, within 20 s, past any proxy. False, with one line in
 * why, when no answer came or there is no curl.
 */
bool admin_curl_send(const char *url, const struct curl_request *request,
    struct curl_answer *answer, char *why, size_t size);

/* The value of a header, whose name has any case; absent where there is none. */
struct text
admin_curl_header(const struct curl_answer *answer, const char *name);

#endif
