/* sha256.h: SHA-256 (FIPS 180-4), of what is random and short. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/text.h"

#define SHA256_TEXT 65 /* 64 hex digits and the NUL */

/* Writes the hash of a text as hex digits in lower case. */
void base_sha256_hex(struct text text, char out[SHA256_TEXT]);

#endif
