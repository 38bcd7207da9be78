/* answer.h: what holds of every answer, whatever was asked. */
#ifndef FUZZ_ANSWER_H
#define FUZZ_ANSWER_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Holds an answer in CGI's form to what it must be: lines of the head that are
 * ours, each once and of one line; as long a body as it says, if it does, none to
 * HEAD or where no type is said; JSON, if it says so. Returns its status.
 */
int fuzz_answer_check(struct text answer, bool head);

#endif
