/* random.h: random bytes of the kernel's, asked for many at a time. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

#define RANDOM_STORE 256 /* bytes: as many as the kernel gives in one piece */

/*
 * Writes count bytes, RANDOM_STORE at most, that nobody else was given and that
 * are kept nowhere: neither here nor in a process that is forked. False, and
 * nothing written, when the kernel has none.
 */
bool base_random_take(void *out, size_t count);

#endif
