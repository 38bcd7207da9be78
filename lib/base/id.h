/* id.h: random UUIDs (RFC 4122, version 4) and what is made of them. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/text.h"

#define ID_SIZE 16    /* bytes */
#define ID_TEXT 37    /* 36 characters and the NUL */
#define ID_REQUEST 17 /* "req_", 12 hex digits and the NUL */
#define ID_KEY 17     /* 16 hex digits and the NUL */

/* A UUID as its 16 bytes, most significant first; all zero names nothing. */
struct id {
	unsigned char bytes[ID_SIZE];
};

/* A new random id. */
struct id base_id_new(void);

/*
 * Reads the 36-character form, in either case; false, and the id that names
 * nothing, for any other form (without dashes, in braces).
 */
bool base_id_parse(struct text text, struct id *id);

/* Writes the 36-character form in lower case. */
void base_id_format(const struct id *id, char out[ID_TEXT]);

/* Whether two ids are the same. */
bool base_id_equal(const struct id *a, const struct id *b);

/* Writes a new request id, "req_" and 12 random hex digits. */
void base_id_request(char out[ID_REQUEST]);

/*
 * Writes 16 hex digits that name bytes, a secret's without giving it away: the
 * head of their version 5 UUID (RFC 4122, 4.3), a SHA-1 hash.
 */
void base_id_fingerprint(const char *bytes, size_t len, char out[ID_KEY]);

#endif
