/* shape.h: what of a token's text libjwt passes over. */
#ifndef AUTH_SHAPE_H
#define AUTH_SHAPE_H

#include <stdbool.h>

#define AUTH_TOKEN_MAX 4096 /* bytes of a token that is looked at */

/*
 * Whether the token is three parts of base64url, the first two of a possible
 * length. libjwt 1.10 writes past its memory for empty parts, and takes the
 * token's length from the stack.
 */
bool auth_shape_is_token(const char *token);

/*
 * Whether the part that a token goes on with is canonical base64url and holds
 * as much as was read of it, which is JSON: libjwt stops at a NUL, and of
 * members with the same name it takes the last (RFC 7519, 4).
 */
bool auth_shape_is_whole(const char *part, const char *read);

#endif
