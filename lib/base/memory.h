/* memory.h: whether memory is short, when a library cannot be asked. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>

/*
 * Whether there is no memory just now, for as much as a request may need. What
 * a library refused is the client's fault for certain when it refused it twice
 * and memory was there: libjwt 1.10 and json-c 0.16 call a failed allocation by
 * the same names as a forged token and a malformed body.
 */
bool base_memory_is_short(void);

#endif
