/* todo_token.h: the place in a user's changes that the next ones come after. */
#ifndef API_TODO_TOKEN_H
#define API_TODO_TOKEN_H

#include "base/base64.h"
#include "base/id.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define TODO_TOKEN_BYTES (1 + 8 + 8)                /* version, check, place */
#define TODO_TOKEN_MAX BASE64_LEN(TODO_TOKEN_BYTES) /* characters */

/*
 * Writes the token of a user's place, a revision of 0 or more, and returns it:
 * text in out. Like a cursor it gives no rights and is not signed: a statement
 * only ever sees its caller's todos. It does not tell the revision.
 */
struct text api_todo_token_write(
    int64_t revision, const struct id *user, char out[TODO_TOKEN_MAX]);

/* Reads such a token of this very user; false for any other text. */
bool
api_todo_token_read(struct text text, const struct id *user, int64_t *revision);

#endif
