/* fault.c: takes the signal of such an access, SIGBUS. */
#include "metric/fault.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>

static struct {
	void *start;
	size_t size;
	struct sigaction before;
	volatile sig_atomic_t happened;
} watched;

static bool
is_inside(const void *address)
{
	uintptr_t at = (uintptr_t)address, start = (uintptr_t)watched.start;

	return at >= start && at - start < watched.size;
}

/*
 * The access is made again when we return: to the new memory, or, where the
 * fault is not ours, to what has become of it before.
 */
static void
on_fault(int signal, siginfo_t *info, void *context)
{
	int saved = errno;

	(void)context;
	if (is_inside(info->si_addr) &&
	    mmap(watched.start, watched.size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
		watched.happened = 1;
	else
		sigaction(signal, &watched.before, NULL);
	errno = saved;
}

void
metric_fault_watch(void *start, size_t size)
{
	const struct sigaction action = {
	    .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

	metric_fault_end();
	watched.happened = 0;
	watched.size = size;
	watched.start = start;
	sigaction(SIGBUS, &action, &watched.before);
}

void
metric_fault_end(void)
{
	if (!watched.start)
		return;
	sigaction(SIGBUS, &watched.before, NULL);
	watched.start = NULL;
	watched.size = 0;
}

bool
metric_fault_happened(void)
{
	return watched.happened;
}
