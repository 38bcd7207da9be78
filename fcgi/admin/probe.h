/* probe.h: the list of what the doctor asks, and what should come back. */
#ifndef ADMIN_PROBE_H
#define ADMIN_PROBE_H

#include "curl.h"

#include <stddef.h>

/* Whose access token goes with a request, as its first header. */
enum probe_token {
	PROBE_NONE,
	PROBE_NOBODY,   /* signed by our secret, of a user who is not there */
	PROBE_SOMEBODY, /* of an active user */
	PROBE_TOKEN_COUNT
};

struct probe {
	const char *what; /* the sentence that the answer proves */
	struct curl_request request;
	enum probe_token token;
	int status;         /* the status to come back */
	const char *says;   /* what the body should hold; NULL: anything */
	const char *header; /* a header of the answer; NULL: any */
	const char *holds;  /* what its value should hold */
	const char *cure; /* what is wrong if not, and where to put it right */
};

extern const struct probe probes[];
extern const size_t probe_count;

#endif
