/* code.h: random secrets that people are handed: API tokens and one-time codes. */
#ifndef AUTH_CODE_H
#define AUTH_CODE_H

#include "base/error.h"
#include "base/id.h"
#include "base/sha256.h"

#include <stdbool.h>

#define CODE_TEXT 80 /* bytes of the longest, with the NUL */

/* What a secret is for: what it begins with. */
enum auth_code_kind { CODE_API_TOKEN, CODE_INVITATION, CODE_RESET };

/*
 * What is kept of a secret: the id that it says it is of, so that its row is
 * found by it, and its SHA-256. Of 256 random bits that needs neither salt nor
 * rounds.
 */
struct auth_code {
	struct id id; /* the user's, or an invitation's own */
	char hash[SHA256_TEXT];
};

/*
 * Makes a new secret of an id: its text, "todo_pat_" and 64 characters of
 * base64url, and what is kept of it. SERVER_002: the kernel has no random bytes.
 */
enum error auth_code_new(enum auth_code_kind kind, const struct id *id,
    char text[CODE_TEXT], struct auth_code *code) MUST_CHECK;

/* Reads a text of that form; false when it has another one. */
bool auth_code_read(
    enum auth_code_kind kind, struct text text, struct auth_code *code);

#endif
