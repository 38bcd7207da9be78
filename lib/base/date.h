/* date.h: calendar days, and their RFC 3339 form. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A day is counted from 0001-01-01, which is 1, in the Gregorian calendar; it
 * is a day on a calendar, and begins and ends in no time zone.
 */
#define DATE_NONE 0       /* no day: SQL's null */
#define DATE_LAST 3652059 /* 9999-12-31 */
#define DATE_2000 730120  /* 2000-01-01 */
#define DATE_LENGTH 10    /* characters of the form */
#define DATE_TEXT (DATE_LENGTH + 1)

/*
 * Reads a day from 0001-01-01 to 9999-12-31 (RFC 3339, 5.6, full-date), and
 * nothing after it; false for any other text, "2026-02-29" too.
 */
bool base_date_parse(struct text text, int32_t *day);

/* Writes the DATE_LENGTH characters of a day and returns their end. */
char *base_date_put(char *out, int32_t day);

/* Writes a number below 100 in two digits and returns their end. */
char *base_date_put_pair(char *out, uint32_t number);

/* The number that so many digits are, nine at most; -1 where one is no digit. */
int32_t base_date_digits(const char *at, size_t count);

#endif
