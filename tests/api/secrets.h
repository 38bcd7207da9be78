/* secrets.h: notes what must never be in a log, for a search at the end. */
#ifndef TESTS_API_SECRETS_H
#define TESTS_API_SECRETS_H

#include "client.h"

/*
 * Lines of the file that API_SECRETS names: of each secret all, or its first
 * and its last bytes, as they are and as they would stand in JSON. What is
 * shorter than SECRET_MIN is in too many words to be searched for.
 */
#define SECRET_MIN 8
#define SECRET_MAX 48

/* Tokens, cookies, passwords and the body of a request. */
void secrets_note_ask(const struct ask *ask);

/* The tokens of an answer, and its cookie. */
void secrets_note_answer(const struct answer *answer);

/* A request as it is on the wire: the value of its Authorization. */
void secrets_note_raw(const char *request);

#endif
