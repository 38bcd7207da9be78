/* time.c: reads the clocks and writes RFC 3339. */
#include "base/time.h"

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

/* The first of a database's moments, in 4714 BC, and the end, since 2000. */
#define KEPT_FROM INT64_C(-211813488000000000)
#define KEPT_END INT64_C(9223371331200000000)

/* No database has it, so it stands for the one that would be TIME_NONE. */
#define SPARE (TIME_INFINITE - 1)

int64_t
base_time_from_2000(int64_t since)
{
	int64_t when = (int64_t)((uint64_t)since + (uint64_t)TIME_2000);

	return when == TIME_NONE ? SPARE : when;
}

int64_t
base_time_to_2000(int64_t when)
{
	if (when == SPARE)
		when = TIME_NONE;
	return (int64_t)((uint64_t)when - (uint64_t)TIME_2000);
}

bool
base_time_is_kept(int64_t when)
{
	int64_t since = base_time_to_2000(when);

	if (when == TIME_NONE)
		return false;
	return (since >= KEPT_FROM && since < KEPT_END) ||
	    when == TIME_INFINITE || when == TIME_MINUS_INFINITE;
}

#define ERA_DAYS 146097 /* in 400 years, after which the calendar repeats */
#define YEAR_ZERO (INT64_C(-719528) * TIME_DAY) /* 0000-01-01 */
#define YEAR_ONE (YEAR_ZERO + 366 * TIME_DAY)
#define YEARS_END (YEAR_ZERO + 25 * ERA_DAYS * TIME_DAY)

struct date {
	uint32_t year, month, day;
};

/*
 * The Gregorian date of a day, counted from 0000-01-01. Years begin in March,
 * so that a leap day is a year's last (Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", civil_from_days). A page of todos has forty
 * moments; gmtime_r and strftime would take many times as long.
 */
static struct date
date_of(uint32_t days)
{
	uint32_t since = days + ERA_DAYS - 60; /* from -0400-03-01 */
	uint32_t era = since / ERA_DAYS, rest = since % ERA_DAYS;
	uint32_t leaps = rest / 1460 - rest / 36524 + rest / (ERA_DAYS - 1);
	uint32_t year = (rest - leaps) / 365;
	uint32_t of_year = rest - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * of_year + 2) / 153; /* 0: March */

	return (struct date){
	    .year = era * 400 + year - 400 + (month >= 10),
	    .month = month < 10 ? month + 3 : month - 9,
	    .day = of_year - (153 * month + 2) / 5 + 1,
	};
}

/* Writes a number below 100 in two digits; returns the end. */
static char *
put_pair(char *out, uint32_t number)
{
	*out++ = (char)('0' + number / 10);
	*out++ = (char)('0' + number % 10);
	return out;
}

/* The same, and the byte after it. */
static char *
put(char *out, uint32_t number, char after)
{
	out = put_pair(out, number);
	*out++ = after;
	return out;
}

/*
 * Writes the moment up to its second, and the byte after it; returns the end.
 * What is left of the moment, in microseconds, goes to rest.
 */
static char *
put_second(char *out, int64_t when, char after, uint32_t *rest)
{
	struct date date;
	int64_t since;
	uint32_t second;

	if (when >= YEARS_END || (when < TIME_AROUND && when != TIME_NONE))
		when = YEARS_END - 1;
	if (when < YEAR_ONE)
		when = YEAR_ONE;
	since = when - YEAR_ZERO;
	date = date_of((uint32_t)(since / TIME_DAY));
	second = (uint32_t)(since % TIME_DAY / TIME_SECOND);
	*rest = (uint32_t)(since % TIME_SECOND);
	out = put_pair(out, date.year / 100);
	out = put(out, date.year % 100, '-');
	out = put(out, date.month, '-');
	out = put(out, date.day, 'T');
	out = put(out, second / 3600, ':');
	out = put(out, second / 60 % 60, ':');
	return put(out, second % 60, after);
}

void
base_time_format(int64_t when, char out[TIME_TEXT])
{
	uint32_t rest;

	*put_second(out, when, 'Z', &rest) = '\0';
}

void
base_time_format_ms(int64_t when, char out[TIME_TEXT])
{
	uint32_t rest;

	out = put_second(out, when, '.', &rest);
	*out++ = (char)('0' + rest / 100000);
	*put(out, rest / 1000 % 100, 'Z') = '\0';
}
