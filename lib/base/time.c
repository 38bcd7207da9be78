/* time.c: reads the clocks and writes RFC 3339. */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

static int64_t
read_clock(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * TIME_SECOND + ts.tv_nsec / 1000;
}

int64_t
base_time_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
base_time_steady(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* Splits a moment into calendar fields; the rest in microseconds. */
static int64_t
split(int64_t when, struct tm *tm)
{
	int64_t rest = when % TIME_SECOND;
	time_t seconds;

	/* Division truncates towards zero; before 1970 the rest is negative. */
	if (rest < 0)
		rest += TIME_SECOND;
	seconds = (when - rest) / TIME_SECOND;
	gmtime_r(&seconds, tm);
	return rest;
}

void
base_time_format(int64_t when, char out[TIME_TEXT])
{
	struct tm tm;

	split(when, &tm);
	strftime(out, TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void
base_time_format_ms(int64_t when, char out[TIME_TEXT])
{
	struct tm tm;
	int64_t rest = split(when, &tm);
	size_t len = strftime(out, TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);

	snprintf(out + len, TIME_TEXT - len, ".%03dZ", (int)(rest / 1000));
}
