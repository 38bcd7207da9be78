/* base64.h: bytes as text that needs no escapes in a URL (RFC 4648, 5). */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/text.h"

/* How many characters len bytes become: base64url has no padding here. */
#define BASE64_LEN(len) (((len)*4 + 2) / 3)

/* Writes BASE64_LEN(len) characters, without a NUL. */
void base_base64_encode(const unsigned char *data, size_t len, char *out);

/*
 * Reads text back into at most size bytes and says how many they are. False
 * for any text that base_base64_encode does not write (another alphabet,
 * padding, blanks, stray bits at the end), and where it does not fit.
 */
bool base_base64_decode(
    struct text text, unsigned char *out, size_t size, size_t *len);

#endif
