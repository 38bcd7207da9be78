/* text.c: writes the families in Prometheus' text format 0.0.4. */
#include "metric/text.h"

#include "base/error.h"
#include "base/time.h"
#include "metric/slot.h"

#include <inttypes.h>
#include <stdio.h>

#define FAMILY_ENUM(name, ...) name,
enum family { METRIC_FAMILY_LIST(FAMILY_ENUM) FAMILIES };
#undef FAMILY_ENUM

struct family_row {
	const char *name, *type, *help;
};

#define FAMILY_ROW(name, text, type, help) [name] = {text, type, help},
static const struct family_row families[FAMILIES] = {
    METRIC_FAMILY_LIST(FAMILY_ROW)};
#undef FAMILY_ROW

static void
write_head(enum family family, struct buffer *out)
{
	const struct family_row *row = &families[family];

	base_buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", row->name,
	    row->help, row->name, row->type);
}

/* A counter with one label, also while it is zero: a rate sees the first one. */
static void
write_counter(enum family family, const char *label, const char *value,
    metric_cell *cell, struct buffer *out)
{
	base_buffer_printf(out, "%s{%s=\"%s\"} %" PRIu64 "\n",
	    families[family].name, label, value, metric_map_read(cell));
}

static void
write_gauge(enum family family, uint64_t value, struct buffer *out)
{
	write_head(family, out);
	base_buffer_printf(
	    out, "%s %" PRIu64 "\n", families[family].name, value);
}

/* Microseconds as seconds. */
static void
write_seconds(uint64_t value, struct buffer *out)
{
	base_buffer_printf(out, "%" PRIu64 ".%06" PRIu64, value / TIME_SECOND,
	    value % TIME_SECOND);
}

/*
 * A histogram with a label ("endpoint=\"/todos\"", or "" for none), unless it
 * never counted. Each bucket is read once, so that the count is their sum.
 */
static void
write_histogram(enum family family, const char *label,
    struct metric_histogram *histogram, struct buffer *out)
{
	const char *name = families[family].name, *comma = *label ? "," : "";
	const char *open = *label ? "{" : "", *close = *label ? "}" : "";
	uint64_t counts[METRIC_BOUNDS + 1], total = 0;
	size_t i;

	for (i = 0; i <= METRIC_BOUNDS; i++) {
		total += metric_map_read(&histogram->buckets[i]);
		counts[i] = total;
	}
	if (total == 0)
		return;
	for (i = 0; i < METRIC_BOUNDS; i++)
		base_buffer_printf(out,
		    "%s_bucket{%s%sle=\"%g\"} %" PRIu64 "\n", name, label,
		    comma, (double)metric_map_bound(i) / TIME_SECOND,
		    counts[i]);
	base_buffer_printf(out, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n",
	    name, label, comma, total);
	base_buffer_printf(out, "%s_sum%s%s%s ", name, open, label, close);
	write_seconds(metric_map_read(&histogram->sum), out);
	base_buffer_printf(out, "\n%s_count%s%s%s %" PRIu64 "\n", name, open,
	    label, close, total);
}

/* A histogram for each of a list of names. */
static void
write_histograms(enum family family, const char *label,
    const struct metric_list *list, struct metric_histogram *histograms,
    struct buffer *out)
{
	char pair[128];
	size_t i;

	write_head(family, out);
	for (i = 0; i < list->count; i++) {
		snprintf(
		    pair, sizeof(pair), "%s=\"%s\"", label, list->names[i]);
		write_histogram(family, pair, &histograms[i], out);
	}
}

/* One method's requests of one endpoint. */
static void
write_statuses(const struct metric_map *map, size_t method, size_t endpoint,
    struct buffer *out)
{
	uint64_t count;
	size_t i;
	int status;

	for (i = 0; i < METRIC_STATUSES; i++) {
		status = metric_map_status(i);
		count = metric_map_read(
		    metric_map_request(map, method, endpoint, status));
		if (!count)
			continue;
		base_buffer_printf(out, "%s{method=\"%s\",endpoint=\"%s\",",
		    families[REQUESTS].name, map->names.methods.names[method],
		    map->names.endpoints.names[endpoint]);
		if (status)
			base_buffer_printf(out, "status=\"%d\"", status);
		else
			base_buffer_puts(out, "status=\"other\"");
		base_buffer_printf(out, "} %" PRIu64 "\n", count);
	}
}

static void
write_requests(const struct metric_map *map, struct buffer *out)
{
	size_t method, endpoint;

	write_head(REQUESTS, out);
	for (endpoint = 0; endpoint < map->names.endpoints.count; endpoint++)
		for (method = 0; method < map->names.methods.count; method++)
			write_statuses(map, method, endpoint, out);
}

static void
write_errors_and_events(const struct metric_map *map, struct buffer *out)
{
#define EVENT_LABEL(name, label) [name] = (label),
	static const char *const events[EVENT_COUNT] = {
	    METRIC_EVENT_LIST(EVENT_LABEL)};
	enum error error;
	enum metric_event event;

	write_head(ERRORS, out);
	for (error = OK + 1; error < ERROR_COUNT; error++)
		write_counter(ERRORS, "error_code", base_error_name(error),
		    &map->errors[error], out);
	write_head(EVENTS, out);
	for (event = 0; event < EVENT_COUNT; event++)
		write_counter(
		    EVENTS, "event", events[event], &map->events[event], out);
}

/* Of the processes that live. */
static void
write_pool(
    const struct metric_pool *pool, const char *version, struct buffer *out)
{
	write_gauge(IN_FLIGHT, pool->in_flight, out);
	write_gauge(WORKERS, pool->workers, out);
	write_head(STARTED, out);
	if (pool->started) {
		base_buffer_printf(out, "%s ", families[STARTED].name);
		write_seconds(pool->started, out);
		base_buffer_putc(out, '\n');
	}
	write_head(BUILD, out);
	base_buffer_printf(
	    out, "%s{version=\"%s\"} 1\n", families[BUILD].name, version);
}

void
metric_text_write(
    struct metric_map *map, const char *version, struct buffer *out)
{
	const struct metric_pool pool = metric_slot_survey(map);

	write_requests(map, out);
	write_histograms(
	    DURATIONS, "endpoint", &map->names.endpoints, map->endpoints, out);
	write_errors_and_events(map, out);
	write_histograms(STATEMENTS, "statement", &map->names.statements,
	    map->statements, out);
	write_gauge(RECONNECTS, metric_map_read(map->reconnects), out);
	write_head(HASHES, out);
	write_histogram(HASHES, "", map->hashes, out);
	write_pool(&pool, version, out);
}
