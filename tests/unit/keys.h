/* keys.h: the secrets and the moment that the suites of tokens share. */
#ifndef UNIT_KEYS_H
#define UNIT_KEYS_H

#include "auth/token.h"
#include "base/time.h"

#define NEW_KEY "new-key-of-exactly-32-bytes-aaaa"
#define OLD_KEY "old-key-of-more-than-32-bytes-bbbbbbbbbbbb"
#define NOW (INT64_C(1768249800) * TIME_SECOND)
#define UUID "6fa459ea-ee8a-4ca4-894e-db77e160355e"
#define PAYLOAD                                                                \
	"{'sub':'" UUID "','jti':'j','type':'access',"                         \
	"'sid':'s','iat':1768249800,'exp':1768253400}"

/* The first signs; there may be no second. */
struct auth_keys keys_of(const char *first, const char *second);

/* Verifies an access token at NOW with both keys, the new one first, and frees it. */
enum error verify_and_free(char *token);

#endif
