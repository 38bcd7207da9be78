/* count.h: what the whole pool has done, counted in a mapping that it shares. */
#ifndef METRIC_COUNT_H
#define METRIC_COUNT_H

#include "base/buffer.h"
#include "base/error.h"
#include "metric/family.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A finished request: by its places in the lists of names. */
struct metric_request {
	size_t method, endpoint;
	int status;
	enum error error;
	int64_t duration; /* microseconds */
};

/*
 * Opens the counters in the file, which is made where it is missing, and made
 * anew where another version of the program counted other things; what was
 * counted by this version goes on. Takes a place among the processes of the
 * pool. The file's size is fixed and allocated, and nobody waits for anybody
 * once it is open. False, with the reason in metric_count_reason, when that
 * cannot be done: everything below does nothing then.
 */
bool metric_count_open(const char *path, const struct metric_names *names);

/* Gives the place in the pool back. The counters stay. */
void metric_count_close(void);

/* Why nothing is counted, one line; NULL while it is. */
const char *metric_count_reason(void);

/*
 * A request is in hand, not yet read. Should the process be killed before its
 * end, whoever notices counts the request with status 500, which is what the
 * web server then answers. Again for the same request: nothing.
 */
void metric_count_begin(void);

/* What the request in hand turned out to be. */
void metric_count_know(size_t method, size_t endpoint);

/* It was none: the connection broke before there was a request. */
void metric_count_drop(void);

/* Its answer is made: counts it. */
void metric_count_end(const struct metric_request *request);

/* Counts an event. */
void metric_count_event(enum metric_event event);

/* Counts a statement that took so many microseconds. */
void metric_count_statement(size_t statement, int64_t duration);

/* Counts a password hash that took so many microseconds. */
void metric_count_hash(int64_t duration);

/* Counts a connection to the database that took the place of a lost one. */
void metric_count_reconnect(void);

/*
 * Appends what the pool has counted in Prometheus' text format 0.0.4, and
 * first counts the requests that killed processes had in hand. False, with
 * nothing appended, when nothing is counted.
 */
bool metric_count_write(const char *version, struct buffer *out);

#endif
