/* metrics.h: the counters of the pool, under the names of our routes. */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "base/setting.h"

#include <stddef.h>

/*
 * Opens the counters under the names of our methods, routes and statements.
 * False when nothing can be counted: metric_count_reason says why, and requests
 * are served all the same.
 */
bool api_metrics_open(const struct settings *settings);

/* The place of a route's pattern among the endpoints; NULL: unmatched. */
size_t api_metrics_endpoint(const char *pattern);

#endif
