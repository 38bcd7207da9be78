/* metric.c: counts, in the one mapping of this process. */
#include "base/log.h"
#include "base/metric_fault.h"
#include "base/metric_slot.h"
#include "base/metric_text.h"

#include <stdio.h>

static struct metric_map map;
static struct metric_slot *slot; /* NULL: the pool has no place for us */
static char reason[1280] = "not opened";

bool
base_metric_open(const char *path, const struct metric_names *names)
{
	base_metric_close();
	if (!base_metric_map_open(&map, path, names, reason, sizeof(reason)))
		return false;
	base_metric_fault_watch(map.start, map.size);
	slot = base_metric_slot_take(&map);
	return true;
}

void
base_metric_close(void)
{
	base_metric_slot_give(slot);
	slot = NULL;
	base_metric_fault_end();
	base_metric_map_close(&map);
	snprintf(reason, sizeof(reason), "not opened");
}

/* Counts no more once the file was cut short under us. */
static void
leave_cut_file(void)
{
	if (!map.start || !base_metric_fault_happened())
		return;
	base_metric_close();
	snprintf(reason, sizeof(reason),
	    "the file was cut short, or its disk is full");
	base_log(LOG_WARNING,
	    "METRICS_FILE: nothing is counted until a restart: %s", reason);
}

const char *
base_metric_reason(void)
{
	return map.start ? NULL : reason;
}

void
base_metric_begin(void)
{
	if (slot)
		base_metric_slot_begin(slot);
}

void
base_metric_know(size_t method, size_t endpoint)
{
	if (slot)
		base_metric_slot_know(slot, method, endpoint);
}

void
base_metric_drop(void)
{
	if (slot)
		base_metric_slot_end(slot);
	leave_cut_file();
}

static void
observe(struct metric_histogram *histogram, int64_t duration)
{
	uint64_t value = duration > 0 ? (uint64_t)duration : 0;
	size_t i = 0;

	while (i < METRIC_BOUNDS && value > base_metric_map_bound(i))
		i++;
	base_metric_map_add(&histogram->buckets[i], 1);
	base_metric_map_add(&histogram->sum, value);
}

/*
 * The mark goes last: who is killed between the two is counted twice, in a few
 * nanoseconds, where the other way round a request would be lost.
 */
void
base_metric_end(const struct metric_request *request)
{
	if (!map.start)
		return;
	if (request->endpoint < map.names.endpoints.count)
		observe(&map.endpoints[request->endpoint], request->duration);
	if (request->error != OK)
		base_metric_map_add(&map.errors[request->error], 1);
	base_metric_map_add(base_metric_map_request(&map, request->method,
				request->endpoint, request->status),
	    1);
	if (slot)
		base_metric_slot_end(slot);
	leave_cut_file();
}

void
base_metric_event(enum metric_event event)
{
	if (map.start)
		base_metric_map_add(&map.events[event], 1);
}

void
base_metric_statement(size_t statement, int64_t duration)
{
	if (map.start && statement < map.names.statements.count)
		observe(&map.statements[statement], duration);
}

void
base_metric_hash(int64_t duration)
{
	if (map.start)
		observe(map.hashes, duration);
}

void
base_metric_reconnect(void)
{
	if (map.start)
		base_metric_map_add(map.reconnects, 1);
}

bool
base_metric_write(const char *version, struct buffer *out)
{
	size_t before = out->len;

	if (!map.start)
		return false;
	base_metric_text_write(&map, version, out);
	leave_cut_file();
	/* What was read of the file's last moment is no count. */
	if (!map.start)
		out->len = before;
	return map.start;
}
