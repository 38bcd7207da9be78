/* idempotency.h: reads the key by which a request may be sent again. */
#ifndef HTTP_IDEMPOTENCY_H
#define HTTP_IDEMPOTENCY_H

#include "base/text.h"

#include <stdbool.h>

#define IDEMPOTENCY_KEY_MAX 255 /* bytes */
/* What VALIDATION_009 expects. */
#define IDEMPOTENCY_RULE "a key that was not yet sent with another request"

/*
 * Reads an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a string
 * in quotes, as structured fields have it (RFC 9651, 3.3.3), or a word of what
 * is visible in ASCII but for quotes, backslashes, commas and semicolons. The
 * key, without quotes and escapes, is written to out. False: it is neither, or
 * has no byte or more than IDEMPOTENCY_KEY_MAX.
 */
bool http_idempotency_read(
    struct text header, char out[IDEMPOTENCY_KEY_MAX], struct text *key);

#endif
