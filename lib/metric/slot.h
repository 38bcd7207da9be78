/* slot.h: the processes of the pool and what they have in hand. */
#ifndef METRIC_SLOT_H
#define METRIC_SLOT_H

#include "metric/map.h"

/* The processes that live, as a scrape found them. */
struct metric_pool {
	uint64_t workers;
	uint64_t in_flight; /* requests in hand */
	uint64_t started; /* microseconds since 1970; of the oldest, 0: none */
};

/* A slot for this process; NULL when there are too many of them. */
struct metric_slot *metric_slot_take(struct metric_map *map);

/* Gives it back; NULL is fine. */
void metric_slot_give(struct metric_slot *slot);

/* Marks that a request is in hand, unless one is already; and which one. */
void metric_slot_begin(struct metric_slot *slot);
void metric_slot_know(struct metric_slot *slot, size_t method, size_t endpoint);

/* Nothing is in hand any more. */
void metric_slot_end(struct metric_slot *slot);

/*
 * Counts what dead processes had in hand, each request once whoever else does
 * the same, and frees their slots; then counts the living.
 */
struct metric_pool metric_slot_survey(struct metric_map *map);

#endif
