/* process.h: other programs that todo-admin runs, without a shell. */
#ifndef ADMIN_PROCESS_H
#define ADMIN_PROCESS_H

#include "base/buffer.h"
#include "base/text.h"

#define PROCESS_NOT_FOUND 127
#define PROCESS_INPUT_MAX 4096 /* bytes; what a pipe takes at once, pipe(7) */

/*
 * Runs a program, found in PATH, with these arguments, and returns its exit
 * status: PROCESS_NOT_FOUND when it cannot be started, 128 and the signal's
 * number when one ended it, -1 when something else failed. Arguments can be
 * seen by everybody on the host: secrets go by input (at most
 * PROCESS_INPUT_MAX bytes), its standard input. Its standard output is
 * appended to out; where that is NULL it has all three descriptors of ours.
 */
int admin_process_run(
    const char *const argv[], struct text input, struct buffer *out);

#endif
