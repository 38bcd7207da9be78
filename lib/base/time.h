/* time.h: moments as microseconds since 1970, and their RFC 3339 form. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

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
 * Writes RFC 3339 in UTC to the second, "2026-01-12T20:30:00Z". The form has
 * four digits for the year, and so TIME_LENGTH characters: moments outside of
 * 0000 to 9999 become the nearest that is inside.
 */
void base_time_format(int64_t when, char out[TIME_TEXT]);

/* The same to the millisecond, for logs. */
void base_time_format_ms(int64_t when, char out[TIME_TEXT]);

#endif
