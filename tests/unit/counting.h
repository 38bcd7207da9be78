/* counting.h: a file of metrics, and processes that count in it. */
#ifndef UNIT_COUNTING_H
#define UNIT_COUNTING_H

#include "metric/count.h"
#include "metric/map.h"
#include "support/temp.h"

#include <sys/types.h>

enum { GET, OTHER };
enum { A, B, UNMATCHED };

extern const struct metric_names counting_names;
extern char counting_path[TEMP_PATH];

/* Opens the test's own file; the same one each time, in its children too. */
void counting_open(void);

/* One request of this kind, from its beginning to its end. */
void counting_count(size_t method, size_t endpoint, int status,
	enum error error, int64_t duration);

/* What is written, as a string that lives until the next call. */
const char *counting_text(void);

/* Asserts that this is a whole line of what is written. */
void counting_has_line(const char *line);

/* Asserts that this is no part of it. */
void counting_lacks(const char *part);

/* Runs a function in a child with the file open, up to its death by signal, or
 * to its end (0). The child is left to be waited for. */
pid_t counting_start_child(void (*run)(void), int death);

/* Kills the child by the signal, unless that is 0, and waits for its end. */
void counting_end_child(pid_t pid, int death);

/* For children: each counts one request, or dies with one in hand that is
 * known, unknown, or none. */
void counting_one(void);
void counting_hold_one(void);
void counting_hold_unknown(void);
void counting_hold_none(void);

#endif
