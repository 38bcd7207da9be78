/* service.h: the service as an input finds it, and tokens of it. */
#ifndef FUZZ_SERVICE_H
#define FUZZ_SERVICE_H

#include "api/service.h"

#define FUZZ_METRICS "a-token-of-those-who-may-read"
#define FUZZ_PROXY                                                             \
	"192.0.2.1" /* who hands requests on, and all of 10.0.0.0/8 */
/* What API tokens and one-time codes of FUZZ_USER end in. */
#define FUZZ_CODE                                                              \
	"b6RZ6u6KTKSJTtt34WA1XmEtc2VjcmV0LW9mLWV4YWN0bHktMzItYnl0ZXMtYWFh"

/*
 * A service with a new world and no connection yet; its counters go on. Where
 * there is a pooler the log is for people, metrics go by address, and
 * registration needs an invitation.
 */
void fuzz_service_open(struct api *api, bool pooled);

/* A genuine token of FUZZ_USER, @A or @R in inputs. Static. */
const char *fuzz_service_token(const struct api *api, enum token_type type);

/*
 * Appends the text with tokens for @A, @R and @M, the metrics', and well-formed
 * secrets for @P, an API token, @I, an invitation, and @C, the code of a reset.
 */
void fuzz_service_expand(
	const struct api *api, struct text text, struct buffer *out);

#endif
