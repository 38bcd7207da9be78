/* random.c: keeps a store of the kernel's random bytes, each to be used once. */
#include "base/random.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* In memory of its own that the kernel clears in a child: nothing is left there. */
struct store {
	size_t left; /* the first so many bytes are unused, the others zero */
	unsigned char bytes[RANDOM_STORE];
};

/* NULL where the kernel has no such memory. */
static struct store *
open_store(void)
{
	void *store = mmap(NULL, sizeof(struct store), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (store == MAP_FAILED)
		return NULL;
	if (madvise(store, sizeof(struct store), MADV_WIPEONFORK) == 0)
		return store;
	munmap(store, sizeof(struct store));
	return NULL;
}

/* Fills the store; what was left of it is too little, and is thrown away. */
static bool
refill(struct store *store)
{
	store->left = 0;
	if (getentropy(store->bytes, sizeof(store->bytes)) != 0)
		return false;
	store->left = sizeof(store->bytes);
	return true;
}

bool
base_random_take(void *out, size_t count)
{
	static struct store *store;
	static bool opened;

	if (!opened)
		store = open_store();
	opened = true;
	if (!store)
		return getentropy(out, count) == 0;
	if (store->left < count && !refill(store))
		return false;
	store->left -= count;
	memcpy(out, store->bytes + store->left, count);
	explicit_bzero(store->bytes + store->left, count);
	return true;
}
