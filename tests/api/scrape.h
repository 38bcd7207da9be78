/* scrape.h: reads what the pool has counted, and how much that has grown. */
#ifndef TESTS_API_SCRAPE_H
#define TESTS_API_SCRAPE_H

#include "client.h"

#include <stdbool.h>

/*
 * Whether /metrics counts what we ask for, and is shown to us; where it is not, by
 * API_UNSCRAPED, nothing is noted below, and no growth expected.
 */
bool scrape_is_possible(void);

/* The text of /metrics, a string that the caller frees. Asserts that it is. */
char *scrape(void);

/* The number after a series such as "fcgi_workers"; 0 when it is not there. */
double scrape_value(const char *text, const char *series);

/*
 * How many series there are, but for those of statements: what a worker does in
 * idle moments may add one at any time.
 */
size_t scrape_count(const char *text);

/* Takes note of all there is; the next grown() counts from here. */
void scrape_mark(void);

/*
 * Asserts that a series, printf(3) style with ' for each ", has grown by so much
 * since then.
 */
void expect_grown(int by, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Frees the note. */
void scrape_forget(void);

#endif
