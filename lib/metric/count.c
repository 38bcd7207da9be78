/* count.c: counts, in the one mapping of this process. */
#include "metric/count.h"

#include "base/log.h"
#include "metric/fault.h"
#include "metric/slot.h"
#include "metric/text.h"

#include <stdio.h>

static struct metric_map map;
static struct metric_slot *slot; /* NULL: the pool has no place for us */
static char reason[1280] = "not opened";

bool
metric_count_open(const char *path, const struct metric_names *names)
{
	metric_count_close();
	if (!metric_map_open(&map, path, names, reason, sizeof(reason)))
		return false;
	metric_fault_watch(map.start, map.size);
	slot = metric_slot_take(&map);
	return true;
}

void
metric_count_close(void)
{
	metric_slot_give(slot);
	slot = NULL;
	metric_fault_end();
	metric_map_close(&map);
	snprintf(reason, sizeof(reason), "not opened");
}

/* Counts no more once the file was cut short under us. */
static void
leave_cut_file(void)
{
	if (!map.start || !metric_fault_happened())
		return;
	metric_count_close();
	snprintf(reason, sizeof(reason),
	    "the file was cut short, or its disk is full");
	base_log(LOG_WARNING,
	    "METRICS_FILE: nothing is counted until a restart: %s", reason);
}

const char *
metric_count_reason(void)
{
	return map.start ? NULL : reason;
}

void
metric_count_begin(void)
{
	if (slot)
		metric_slot_begin(slot);
}

void
metric_count_know(size_t method, size_t endpoint)
{
	if (slot)
		metric_slot_know(slot, method, endpoint);
}

void
metric_count_drop(void)
{
	if (slot)
		metric_slot_end(slot);
	leave_cut_file();
}

static void
observe(struct metric_histogram *histogram, int64_t duration)
{
	uint64_t value = duration > 0 ? (uint64_t)duration : 0;
	size_t i = 0;

	while (i < METRIC_BOUNDS && value > metric_map_bound(i))
		i++;
	metric_map_add(&histogram->buckets[i], 1);
	metric_map_add(&histogram->sum, value);
}

/*
 * The mark goes last: who is killed between the two is counted twice, in a few
 * nanoseconds, where the other way round a request would be lost.
 */
void
metric_count_end(const struct metric_request *request)
{
	if (!map.start)
		return;
	if (request->endpoint < map.names.endpoints.count)
		observe(&map.endpoints[request->endpoint], request->duration);
	if (request->error != OK)
		metric_map_add(&map.errors[request->error], 1);
	metric_map_add(metric_map_request(&map, request->method,
			   request->endpoint, request->status),
	    1);
	if (slot)
		metric_slot_end(slot);
	leave_cut_file();
}

void
metric_count_event(enum metric_event event)
{
	if (map.start)
		metric_map_add(&map.events[event], 1);
}

void
metric_count_statement(size_t statement, int64_t duration)
{
	if (map.start && statement < map.names.statements.count)
		observe(&map.statements[statement], duration);
}

void
metric_count_hash(int64_t duration)
{
	if (map.start)
		observe(map.hashes, duration);
}

void
metric_count_reconnect(void)
{
	if (map.start)
		metric_map_add(map.reconnects, 1);
}

bool
metric_count_write(const char *version, struct buffer *out)
{
	size_t before = out->len;

	if (!map.start)
		return false;
	metric_text_write(&map, version, out);
	leave_cut_file();
	/* What was read of the file's last moment is no count. */
	if (!map.start)
		out->len = before;
	return map.start;
}
