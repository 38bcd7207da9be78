/* process.h: what a program needs before anything else, whoever started it. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

/*
 * Makes standard input, output and error be there, so that no file that we open
 * takes their numbers; and makes a write to a pipe that nobody reads, or over
 * the limit of a file's size, fail instead of ending the process.
 */
void base_process_start(void);

#endif
