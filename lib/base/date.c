/* date.c: reads and writes days of the calendar. */
#include "base/date.h"

#define ERA_DAYS 146097 /* in 400 years, after which the calendar repeats */

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

char *
base_date_put_pair(char *out, uint32_t number)
{
	*out++ = (char)('0' + number / 10);
	*out++ = (char)('0' + number % 10);
	return out;
}

char *
base_date_put(char *out, int32_t day)
{
	struct date date = date_of((uint32_t)day + 365);

	out = base_date_put_pair(out, date.year / 100);
	out = base_date_put_pair(out, date.year % 100);
	*out++ = '-';
	out = base_date_put_pair(out, date.month);
	*out++ = '-';
	return base_date_put_pair(out, date.day);
}

int32_t
base_date_digits(const char *at, size_t count)
{
	int32_t number = 0;

	for (; count > 0; count--, at++) {
		if (*at < '0' || *at > '9')
			return -1;
		number = number * 10 + (*at - '0');
	}
	return number;
}

static bool
is_leap_year(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The day of a date; DATE_NONE where the calendar has none. */
static int32_t
day_of(int32_t year, int32_t month, int32_t day)
{
	static const int32_t before[] = {
	    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
	int32_t last = year - 1, leap = is_leap_year(year);

	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > before[month] - before[month - 1] + (month == 2 && leap))
		return DATE_NONE;
	return last * 365 + last / 4 - last / 100 + last / 400 +
	    before[month - 1] + (month > 2 && leap) + day;
}

bool
base_date_parse(struct text text, int32_t *day)
{
	const char *at = text.data;

	if (text.len != DATE_LENGTH || at[4] != '-' || at[7] != '-')
		return false;
	*day = day_of(base_date_digits(at, 4), base_date_digits(at + 5, 2),
	    base_date_digits(at + 8, 2));
	return *day != DATE_NONE;
}
