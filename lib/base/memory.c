/* memory.c: asks for memory, and gives it back. */
#include "base/memory.h"

#include <stddef.h>
#include <stdlib.h>

#define PROBE 65536 /* bytes; more than a token's or a body's parts take */

bool
base_memory_is_short(void)
{
	/* Or a compiler may take both calls away. */
	void *volatile block = malloc(PROBE);
	bool there = block != NULL;

	free(block);
	return !there;
}
