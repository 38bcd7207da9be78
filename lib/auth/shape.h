/* shape.h: what a token looks like, before anybody decodes it (RFC 7515, 3.1). */
#ifndef AUTH_SHAPE_H
#define AUTH_SHAPE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AUTH_TOKEN_MAX 4096 /* bytes of a token that is looked at */

/*
 * Whether a token is three parts of base64url, the first two of a possible
 * length. libjwt 1.10 writes past its memory for empty parts, and takes the
 * token's length from the stack.
 */
bool auth_shape_is_good(const char *token);

/* The part that begins here. */
struct text auth_shape_part(const char *part);

/*
 * Whether all of a part is in what was read of it as JSON: libjwt stops at a
 * NUL, and of members with the same name it takes the last (RFC 7519, 4).
 */
bool auth_shape_is_whole(const char *part, struct text read);

/*
 * Reads a whole number of seconds, as JSON writes one, as microseconds; false
 * when it is anything else. One before 1970 is -1 s.
 */
bool auth_shape_read_seconds(const char *json, int64_t *when);

#endif
