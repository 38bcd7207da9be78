/* slot.c: who is in the pool, and what a dead process left undone. */
#include "metric/slot.h"

#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The owner of a slot in one word, so that one compare-and-swap decides whose
 * it is: 22 bits of pid, as many as Linux uses, and 41 of the start in clock
 * ticks since boot, by which a pid used again is another process. The top bit
 * says that the owner only clears the slot up. 0: nobody's.
 */
#define CLEARING (UINT64_C(1) << 63)
#define PID_SHIFT 41
#define START_MASK ((UINT64_C(1) << PID_SHIFT) - 1)

/* The work in one word: in hand; which method and endpoint, from 1 on. */
#define IN_HAND UINT64_C(1)
#define METHOD_SHIFT 8
#define ENDPOINT_SHIFT 24
#define PLACE_MASK UINT64_C(0xffff)

/*
 * When a process started, in clock ticks since boot (proc(5), stat's 22nd
 * field). False when it is gone, waits for nobody but its parent, or cannot be
 * looked at: errno is ESRCH unless it is the last.
 */
static bool
read_start(pid_t pid, uint64_t *start)
{
	char path[32], text[512], *at;
	ssize_t got;
	int fd, field;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[got > 0 ? got : 0] = '\0';
	/* The name is in parentheses and may hold anything. */
	at = strrchr(text, ')');
	errno = ESRCH;
	if (!at || strlen(at) < 3 || strchr("ZXx", at[2]))
		return false;
	for (field = 2; field < 22 && at; field++)
		at = strchr(at + 1, ' ');
	if (!at)
		return false;
	*start = strtoull(at + 1, NULL, 10) & START_MASK;
	return true;
}

static uint64_t
self(void)
{
	uint64_t start = 0;

	read_start(getpid(), &start);
	return (uint64_t)getpid() << PID_SHIFT | start;
}

static bool
lives(uint64_t owner)
{
	pid_t pid = (pid_t)((owner & ~CLEARING) >> PID_SHIFT);
	uint64_t start;

	if (read_start(pid, &start))
		return start == (owner & START_MASK);
	/* Where /proc is hidden only the pid itself can be asked for. */
	return errno != ESRCH && (kill(pid, 0) == 0 || errno == EPERM);
}

/* Counts what was in hand as the 500 that the web server made of it. */
static void
count_lost(const struct metric_map *map, uint64_t work)
{
	if (work & IN_HAND)
		metric_map_add(
		    metric_map_request(map,
			(size_t)(work >> METHOD_SHIFT & PLACE_MASK) - 1,
			(size_t)(work >> ENDPOINT_SHIFT & PLACE_MASK) - 1, 500),
		    1);
}

/* Clears a dead process' slot up; who else is about to comes too late. */
static void
clear_up(struct metric_map *map, struct metric_slot *slot, uint64_t owner)
{
	if (!atomic_compare_exchange_strong(
		&slot->owner, &owner, self() | CLEARING))
		return;
	count_lost(map, atomic_load(&slot->work));
	atomic_store(&slot->work, 0);
	atomic_store(&slot->started, 0);
	atomic_store(&slot->owner, 0);
}

struct metric_pool
metric_slot_survey(struct metric_map *map)
{
	struct metric_pool pool = {0};
	struct metric_slot *slot;
	uint64_t owner, started;

	for (slot = map->slots; slot < map->slots + METRIC_SLOTS; slot++) {
		owner = atomic_load(&slot->owner);
		if (owner == 0)
			continue;
		if (!lives(owner)) {
			clear_up(map, slot, owner);
			continue;
		}
		if (owner & CLEARING)
			continue;
		started = atomic_load(&slot->started);
		pool.workers++;
		pool.in_flight += atomic_load(&slot->work) & IN_HAND;
		if (started && (!pool.started || started < pool.started))
			pool.started = started;
	}
	return pool;
}

static struct metric_slot *
take_free(struct metric_map *map, uint64_t owner)
{
	struct metric_slot *slot;
	uint64_t nobody;

	for (slot = map->slots; slot < map->slots + METRIC_SLOTS; slot++) {
		nobody = 0;
		if (atomic_compare_exchange_strong(
			&slot->owner, &nobody, owner))
			return slot;
	}
	return NULL;
}

struct metric_slot *
metric_slot_take(struct metric_map *map)
{
	uint64_t owner = self();
	struct metric_slot *slot = take_free(map, owner);

	if (!slot) {
		metric_slot_survey(map);
		slot = take_free(map, owner);
	}
	if (slot)
		atomic_store(&slot->started, (uint64_t)base_time_now());
	return slot;
}

void
metric_slot_give(struct metric_slot *slot)
{
	if (!slot)
		return;
	atomic_store(&slot->work, 0);
	atomic_store(&slot->started, 0);
	atomic_store(&slot->owner, 0);
}

void
metric_slot_begin(struct metric_slot *slot)
{
	uint64_t work = atomic_load_explicit(&slot->work, memory_order_relaxed);

	if (!work)
		atomic_store_explicit(
		    &slot->work, IN_HAND, memory_order_release);
}

void
metric_slot_know(struct metric_slot *slot, size_t method, size_t endpoint)
{
	atomic_store_explicit(&slot->work,
	    IN_HAND | (uint64_t)(method + 1) << METHOD_SHIFT |
		(uint64_t)(endpoint + 1) << ENDPOINT_SHIFT,
	    memory_order_release);
}

void
metric_slot_end(struct metric_slot *slot)
{
	atomic_store_explicit(&slot->work, 0, memory_order_release);
}
