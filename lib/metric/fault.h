/* fault.h: a mapped file that is cut short; for the files of metric. */
#ifndef METRIC_FAULT_H
#define METRIC_FAULT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * From now on an access to this mapping that its file has no bytes for, cut
 * short by somebody or on a full disk, does not end the process: memory of our
 * own, all zero, takes the mapping's place. One mapping at a time.
 */
void metric_fault_watch(void *start, size_t size);

/* Ends that, before the mapping ends. */
void metric_fault_end(void);

/* Whether it came to that since the mapping is watched. */
bool metric_fault_happened(void);

#endif
