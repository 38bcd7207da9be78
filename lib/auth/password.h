/* password.h: hashes and checks passwords with bcrypt (crypt(5), "$2b$"). */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

#define PASSWORD_MIN 8   /* characters */
#define PASSWORD_MAX 72  /* bytes; bcrypt reads no further */
#define PASSWORD_HASH 61 /* 60 characters of a bcrypt hash and the NUL */

/*
 * Whether a new password is good enough: PASSWORD_MIN characters, at most
 * PASSWORD_MAX bytes, an upper-case and a lower-case ASCII letter, a digit,
 * and a special character, which is any that is none of these and no blank.
 */
bool auth_password_is_strong(struct text password);

/*
 * Hashes under a fresh salt, in 2^cost rounds: some 70 ms at 10, twice that
 * for each step more. SERVER_004 when it cannot be done.
 */
enum error auth_password_hash(
    struct text password, long cost, char hash[PASSWORD_HASH]) MUST_CHECK;

/* Whether a bcrypt hash was made at another cost than this. */
bool auth_password_is_outdated(struct text hash, long cost);

/*
 * Whether a password is the hashed one: OK or AUTH_001, in the time of the
 * cost even where the hash was made at a lower one. A hash that is no bcrypt
 * hash is logged and takes as long; SERVER_004 when hashing failed.
 */
enum error auth_password_check(
    struct text password, struct text hash, long cost) MUST_CHECK;

/* Takes the time of a check for a user who does not exist. */
void auth_password_pretend(struct text password, long cost);

#endif
