/* service.h: the service as an input finds it, and tokens of it. */
#ifndef FUZZ_SERVICE_H
#define FUZZ_SERVICE_H

#include "api/service.h"

#define FUZZ_METRICS "a-token-of-those-who-may-read"

/*
 * A service with a new world and no connection yet; its counters go on. Where
 * there is a pooler the log is for people, and metrics go by address.
 */
void fuzz_service_open(struct api *api, bool pooled);

/* A genuine token of FUZZ_USER, @A or @R in inputs. Static. */
const char *fuzz_service_token(const struct api *api, enum token_type type);

/* Appends the text with tokens for @A, @R and @M, the metrics'. */
void fuzz_service_expand(
	const struct api *api, struct text text, struct buffer *out);

#endif
