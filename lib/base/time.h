/* time.h: moments as microseconds since 1970, and their RFC 3339 form. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define TIME_SECOND INT64_C(1000000) /* microseconds */
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_DAY (24 * 60 * TIME_MINUTE)
#define TIME_NONE INT64_MIN /* no moment: SQL's null */
#define TIME_TEXT 32        /* room for either text form */
#define TIME_LENGTH 20      /* characters of the form to the second */

/* Now, by the wall clock. */
int64_t base_time_now(void);

/* A clock that never jumps, for durations, in microseconds. */
int64_t base_time_steady(void);

/*
 * A database holds moments up to the year 294276, and two without end; from
 * 294247 on they are too late for our count and go round it: what is below
 * TIME_AROUND (but TIME_NONE) is later than all other moments.
 */
#define TIME_2000 (INT64_C(10957) * TIME_DAY)
#define TIME_AROUND (INT64_MIN + TIME_2000)
#define TIME_INFINITE (TIME_AROUND - 1)
#define TIME_MINUS_INFINITE TIME_AROUND

/* A database's moment, in microseconds since 2000; each has one of ours. */
int64_t base_time_from_2000(int64_t since);

/* The other way. */
int64_t base_time_to_2000(int64_t when);

/* Whether a database can hold it; TIME_NONE is no moment. */
bool base_time_is_kept(int64_t when);

/*
 * Writes RFC 3339 in UTC to the second, "2026-01-12T20:30:00Z". The form has
 * four digits for the year, and so TIME_LENGTH characters: moments outside of
 * the years 1 to 9999 (many languages know no year 0) become the nearest that
 * is inside.
 */
void base_time_format(int64_t when, char out[TIME_TEXT]);

/* The same to the millisecond, for logs. */
void base_time_format_ms(int64_t when, char out[TIME_TEXT]);

/*
 * Reads a moment (RFC 3339, 5.6, date-time) to the microsecond, with "Z" or an
 * offset, and nothing after it; false for any other text.
 */
bool base_time_parse(struct text text, int64_t *when);

#endif
