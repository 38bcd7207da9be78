/* map.h: the file of counters, mapped; for the files of metric only. */
#ifndef METRIC_MAP_H
#define METRIC_MAP_H

#include "metric/family.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* How many of each there are. */
#define METRIC_BOUND_ENUM(bound) METRIC_BOUND_##bound,
enum { METRIC_BOUND_LIST(METRIC_BOUND_ENUM) METRIC_BOUNDS };
#undef METRIC_BOUND_ENUM

#define METRIC_STATUS_ENUM(status) METRIC_STATUS_##status,
enum {
	METRIC_STATUS_LIST(METRIC_STATUS_ENUM) METRIC_STATUS_OTHER,
	METRIC_STATUSES
};
#undef METRIC_STATUS_ENUM

#define METRIC_SLOTS 256 /* processes that are known at once */

/* Other processes map it too, so an atomic must not need a lock of ours. */
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && sizeof(uint64_t) == 8,
    "counters are shared between processes");

typedef _Atomic uint64_t metric_cell;

/* The last bucket is for what is over all bounds. sum: microseconds. */
struct metric_histogram {
	metric_cell buckets[METRIC_BOUNDS + 1];
	metric_cell sum;
};

/* One process of the pool, on a cache line of its own. See slot.c. */
struct metric_slot {
	metric_cell owner;
	metric_cell work;
	metric_cell started; /* microseconds since 1970 */
	uint64_t unused[5];
};

/* The parts of a mapping. All zero: there is none. */
struct metric_map {
	struct metric_names names;
	void *start;
	size_t size;
	metric_cell *requests; /* by method, endpoint, status */
	metric_cell *errors;   /* by enum error */
	metric_cell *events;   /* by enum metric_event */
	metric_cell *reconnects;
	struct metric_histogram *endpoints, *statements, *hashes;
	struct metric_slot *slots;
};

/*
 * Maps the file, making it where need be. False when that cannot be done; why,
 * of size bytes, says it then in one line.
 */
bool metric_map_open(struct metric_map *map, const char *path,
    const struct metric_names *names, char *why, size_t size);

/* Ends the mapping. */
void metric_map_close(struct metric_map *map);

/* The counter of such requests. A method or endpoint that there is none of
 * counts as the last one, an unknown status as other. */
metric_cell *metric_map_request(
    const struct metric_map *map, size_t method, size_t endpoint, int status);

/* The status of a place in METRIC_STATUS_LIST; 0 for "other". */
int metric_map_status(size_t place);

/* A bound by its place in METRIC_BOUND_LIST, in microseconds. */
uint64_t metric_map_bound(size_t place);

/* Adds to a counter. */
static inline void
metric_map_add(metric_cell *cell, uint64_t more)
{
	atomic_fetch_add_explicit(cell, more, memory_order_relaxed);
}

/* Reads a counter. */
static inline uint64_t
metric_map_read(metric_cell *cell)
{
	return atomic_load_explicit(cell, memory_order_relaxed);
}

#endif
