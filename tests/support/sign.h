/* sign.h: signs what it is given, and asserts nothing: for fuzzing, too. */
#ifndef SUPPORT_SIGN_H
#define SUPPORT_SIGN_H

#include "base/text.h"

/*
 * A token of these bytes, under an HMAC-SHA256, whose secret has 64 bytes at
 * most. The caller frees it; NULL when it cannot be made.
 */
char *sign_token(struct text header, struct text payload, const char *secret);

#endif
