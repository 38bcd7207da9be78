/* limit.h: too many attempts from one address, or at one account. */
#ifndef API_LIMIT_H
#define API_LIMIT_H

#include "api/call.h"

struct db;

/*
 * SERVER_005 when the route hashes a password, and too many requests wait, or
 * nobody waits for this one. RATE_001, with call->retry_after, when the client's
 * address has used up what the settings allow it of the route. SERVER_001,
 * SERVER_002.
 */
enum error api_limit_check(struct call *call) MUST_CHECK;

/*
 * The same with all that limits the route, and counts the attempt where it may
 * be made: before its password is hashed, and whatever comes of it. The subject
 * is the account's email in any case, what names the session of a refresh, or
 * the user's id of an export.
 */
enum error api_limit_charge(struct call *call, struct text subject) MUST_CHECK;

/*
 * What became of a charged attempt: one that was no wrong password is taken
 * back as a failure, and forgives the account's others from that address. A
 * hash stays counted.
 */
void api_limit_settle(struct call *call, struct text subject, enum error err);

/*
 * The account of this email is deleted, or its password was set without the old
 * one: nothing stays of attempts at it, and it knows no address. False, and logged:
 * they could not be forgotten. Texts of the connection's results go on living.
 */
bool api_limit_forget(struct db *db, struct text email);

#endif
