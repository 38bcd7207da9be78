/* session.h: what the suites about sessions send and expect. */
#ifndef TESTS_API_SESSION_H
#define TESTS_API_SESSION_H

#include "post.h"

/*
 * Refreshes or logs out by the cookie, at the host api.example; body and the
 * other header are left out when NULL.
 */
struct answer
refresh_by_cookie(const char *refresh, const char *body, const char *header);
struct answer log_out_by_cookie(const char *access, const char *refresh,
	const char *body, const char *header);

/* Another session of the same person. */
struct person second_session(const struct person *person);

/*
 * Asserts that an answer is a 401 of this code that touches no cookie and
 * blames a token exactly when one was sent, and frees it.
 */
void expect_unauthorized(struct answer answer, const char *code, bool sent);

/* Asserts that a logout worked and cleared the cookie, and frees it. */
void expect_goodbye(struct answer answer);

/* The same with another message. */
void expect_farewell(struct answer answer, const char *message);

/* Asserts that a session lives, or that both its tokens are refused. */
void expect_session(const struct person *person, bool lives);

#endif
