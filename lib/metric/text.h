/* text.h: counters as Prometheus reads them; for count.c only. */
#ifndef METRIC_TEXT_H
#define METRIC_TEXT_H

#include "base/buffer.h"
#include "metric/map.h"

/*
 * Appends every family in the text format 0.0.4. Of requests and histograms a
 * series that never counted is left out; the HELP and TYPE of its family are
 * not. What dead processes had in hand is counted first.
 */
void metric_text_write(
    struct metric_map *map, const char *version, struct buffer *out);

#endif
