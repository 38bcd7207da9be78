/* guess.h: what passwords are made of that are guessed first. */
#ifndef AUTH_GUESS_H
#define AUTH_GUESS_H

#include "base/text.h"

#include <stdbool.h>

#define GUESS_WORD_MIN \
	4 /* characters of the shortest line of a list that counts */
#define PASSWORD_MAX 72 /* bytes of the longest text that is looked at */

/*
 * The shortest unit that a text repeats, the text itself where it repeats none:
 * "abc" of "abcABCabca". It borrows from the text, which has no NUL.
 */
struct text auth_guess_unit(struct text text);

/*
 * Whether a text is little but runs: of one character, or along the alphabet,
 * the digits or a keyboard, in either direction and case; on average they have
 * three characters or more.
 */
bool auth_guess_is_runs(struct text text);

/*
 * Whether a text is one of the lines of a list, each of which ends with a newline, or one
 * that has only digits or runs before it or after it; case does not count. False
 * of a text that is longer than PASSWORD_MAX.
 */
bool auth_guess_is_listed(struct text text, struct text list);

#endif
