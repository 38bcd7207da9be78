/* code.h: random secrets that people are handed: API tokens and one-time codes. */
#ifndef AUTH_CODE_H
#define AUTH_CODE_H

#include "base/error.h"
#include "base/id.h"

#include <stdbool.h>

#define CODE_TEXT 80 /* bytes of the longest, with the NUL */

/* What a secret is for: what it begins with. */
enum auth_code_kind { CODE_API_TOKEN, CODE_INVITATION, CODE_RESET };

/*
 * Writes a new secret: "todo_pat_", and 64 characters of base64url that hold an
 * id, so that its row is found by it, and 256 random bits. The row keeps the
 * text's SHA-256, which needs neither salt nor rounds. SERVER_002: the kernel has
 * no random bytes.
 */
enum error auth_code_new(enum auth_code_kind kind, const struct id *id,
    char text[CODE_TEXT]) MUST_CHECK;

/*
 * Reads the id out of a text of that form: the user's, or an invitation's own;
 * false, and the id that names nothing, when it has another one.
 */
bool auth_code_read(enum auth_code_kind kind, struct text text, struct id *id);

#endif
