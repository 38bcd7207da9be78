/* injected.h: one good request of each kind, sent while something in it fails. */
#ifndef TESTS_API_INJECTED_H
#define TESTS_API_INJECTED_H

#include "client.h"
#include "worker.h"

/*
 * A kind of request. In its texts %u stands for the user's id, %t for a todo of
 * theirs, %s for the jti of their session and %i for its id, %r for its refresh
 * token, %e for their email, %h for their password's hash.
 */
struct injected {
	const char *name;
	const char *method;
	const char *target;
	const char *body; /* with ' for "; NULL: none */
	enum { NOBODY, USER, ADMIN, FORGER } by;
	int status;
	const char *before; /* SQL that takes the effect back; NULL: none */
	const char *effect; /* SQL for how many times it is there */
};

extern const struct injected injected_kinds[];
extern const size_t injected_count;

/*
 * How many kinds are this process' share, and which is its n-th: API_SHARE=1/4
 * is the second of four. A failure is mostly waited for, so shares run at once.
 */
int injected_turns(void);
int injected_turn(int n);

/* What came of one request: for a tally. */
struct injected_result {
	int status;  /* 0: the program crashed */
	long seen;   /* what could have failed */
	bool failed; /* something did */
};

/* Makes the users, by the way that is chosen. */
void injected_open(void);
void injected_close(void);

/*
 * Sends a request of the kind by the plan, and asserts that the answer is the
 * right one, or that the service itself failed; that the effect is there after a
 * success, and never twice; and that a crash is one of those listed.
 */
struct injected_result injected_send(const struct injected *kind);

/* Asserts that the next request is served. */
void injected_check_next(void);

#endif
