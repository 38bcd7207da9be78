/* time.c: reads the clocks and writes RFC 3339. */
#include "base/time.h"

#include "base/date.h"

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

#define YEAR_ONE (INT64_C(-719162) * TIME_DAY) /* 0001-01-01 */
#define YEARS_END (YEAR_ONE + DATE_LAST * TIME_DAY)

/* Writes a number below 100 in two digits, and the byte after it. */
static char *
put(char *out, uint32_t number, char after)
{
	out = base_date_put_pair(out, number);
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
	int64_t since;
	uint32_t second;

	if (when >= YEARS_END || (when < TIME_AROUND && when != TIME_NONE))
		when = YEARS_END - 1;
	if (when < YEAR_ONE)
		when = YEAR_ONE;
	since = when - YEAR_ONE;
	second = (uint32_t)(since % TIME_DAY / TIME_SECOND);
	*rest = (uint32_t)(since % TIME_SECOND);
	out = base_date_put(out, (int32_t)(since / TIME_DAY) + 1);
	*out++ = 'T';
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

/* Reads "20:30:00" as microseconds of a day, or -1; a leap second is a second. */
static int64_t
read_clock_time(const char *at)
{
	int32_t hour = base_date_digits(at, 2);
	int32_t minute = base_date_digits(at + 3, 2);
	int32_t second = base_date_digits(at + 6, 2);

	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 60 || at[2] != ':' || at[5] != ':')
		return -1;
	return (hour * 60 + minute) * TIME_MINUTE + second * TIME_SECOND;
}

/* Takes ".5" off the text, if it begins so; false where no digit follows. */
static bool
take_fraction(struct text *text, int64_t *fraction)
{
	int64_t unit = TIME_SECOND;

	*fraction = 0;
	if (text->len == 0 || text->data[0] != '.')
		return true;
	for (text->data++, text->len--;
	     text->len > 0 && base_date_digits(text->data, 1) >= 0;
	     text->data++, text->len--) {
		unit /= 10;
		*fraction += base_date_digits(text->data, 1) * unit;
	}
	return unit < TIME_SECOND;
}

/* Reads "Z" or "+01:00" as what local time is ahead by. */
static bool
read_offset(struct text text, int64_t *offset)
{
	int32_t hours, minutes;

	*offset = 0;
	if (text.len == 1)
		return text.data[0] == 'Z' || text.data[0] == 'z';
	if (text.len != 6 || text.data[3] != ':' ||
	    (text.data[0] != '+' && text.data[0] != '-'))
		return false;
	hours = base_date_digits(text.data + 1, 2);
	minutes = base_date_digits(text.data + 4, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*offset = (hours * 60 + minutes) * TIME_MINUTE;
	if (text.data[0] == '-')
		*offset = -*offset;
	return true;
}

#define CLOCK_LENGTH (TIME_LENGTH - 1) /* "2026-01-12T20:30:00" */

bool
base_time_parse(struct text text, int64_t *when)
{
	struct text rest;
	int64_t clock, fraction, offset;
	int32_t day;

	if (text.len <= CLOCK_LENGTH ||
	    !base_date_parse((struct text){text.data, DATE_LENGTH}, &day) ||
	    (text.data[DATE_LENGTH] != 'T' && text.data[DATE_LENGTH] != 't'))
		return false;
	clock = read_clock_time(text.data + DATE_LENGTH + 1);
	rest = (struct text){text.data + CLOCK_LENGTH, text.len - CLOCK_LENGTH};
	if (clock < 0 || !take_fraction(&rest, &fraction) ||
	    !read_offset(rest, &offset))
		return false;
	*when = YEAR_ONE + (day - 1) * TIME_DAY + clock + fraction - offset;
	return true;
}
