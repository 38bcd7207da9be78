/* proof.h: callers show by their password that it is they who ask. */
#ifndef API_PROOF_H
#define API_PROOF_H

#include "api/call.h"
#include "model/user.h"

/*
 * Whether it is the caller's password, which counts as a login of theirs; *login is
 * what it was compared with, and lives as long as the call. VALIDATION_007: it is
 * not, and is blamed. RATE_001, AUTH_004, AUTH_007, SERVER_001, SERVER_002.
 */
enum error api_proof_check(
    struct call *call, struct text password, struct login *login) MUST_CHECK;

/* Blames the password for being another than the caller's. VALIDATION_007. */
enum error api_proof_blame(struct call *call);

#endif
