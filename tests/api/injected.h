/* injected.h: one good request of each kind, sent while something in it fails. */
#ifndef TESTS_API_INJECTED_H
#define TESTS_API_INJECTED_H

#include "client.h"
#include "worker.h"

/*
 * A kind of request. In its texts %u stands for the user's id, %t for a todo of
 * theirs and %o for another, %s for the jti of their session and %i for its id, %r
 * for its refresh token, %k for the id of an API token and %a for its text, %c for a
 * code that resets their password, %e for their email, %h for their password's hash.
 */
struct injected {
	const char *name;
	const char *method;
	const char *target;
	const char *header; /* "Name: value"; NULL: none */
	const char *body;   /* with ' for "; NULL: none */
	enum { NOBODY, USER, PROGRAM, ADMIN, FORGER } by;
	int status;
	const char *before; /* SQL that takes the effect back; NULL: none */
	/* SQL for how many times it is there; for that of each of its parts. */
	const char *effect;
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
	bool cut;    /* in the middle of an answer, which has no end */
};

/* Makes the users, by the way that is chosen. */
void injected_open(void);
void injected_close(void);

/*
 * Sends a request of the kind by the plan, and asserts that the answer is the
 * right one, or that the service itself failed; that the effect is there after a
 * success, and never twice nor by half; and that a crash is one of those listed.
 */
struct injected_result injected_send(const struct injected *kind);

/* Asserts that the next request is served. */
void injected_check_next(void);

#endif
