/* base_date.c: days of the calendar, and what is none. */
#include "base/date.h"

#include "unit/suites.h"

#include <stdio.h>
#include <time.h>

/* clang-format off */
static const struct {
	const char *text;
	int32_t day;
} days[] = {
	{"0001-01-01", 1},
	{"0001-12-31", 365},
	{"0004-02-29", 1155},
	{"1970-01-01", 719163},
	{"2000-01-01", DATE_2000},
	{"2000-02-29", DATE_2000 + 59},
	{"2026-01-12", 739628},
	{"2028-02-29", 740406},
	{"9999-12-31", DATE_LAST},
};

static const char *const no_days[] = {
	"", "2026", "2026-1-12", "2026-01-1", "20260112", "2026-01-12 ",
	" 2026-01-12", "2026-01-12T00:00:00Z", "2026/01/12", "2026-00-10",
	"2026-13-10", "2026-01-00", "2026-01-32", "2026-04-31", "2026-02-29",
	"2100-02-29", "1900-02-29", "0000-01-01", "-001-01-01", "+026-01-01",
	"2026-0x-01", "2026-01-\xd9\xa1", "infinity", "today", "10000-01-01",
};
/* clang-format on */

START_TEST(a_day_is_read_and_written)
{
	char out[DATE_TEXT] = "";
	int32_t day;

	ck_assert(base_date_parse(base_text_of(days[_i].text), &day));
	ck_assert_int_eq(day, days[_i].day);
	ck_assert_ptr_eq(base_date_put(out, day), out + DATE_LENGTH);
	ck_assert_str_eq(out, days[_i].text);
}
END_TEST

START_TEST(what_is_no_day_is_refused)
{
	int32_t day;

	ck_assert(!base_date_parse(base_text_of(no_days[_i]), &day));
}
END_TEST

/* All that there are, one after the other. */
START_TEST(the_calendar_has_each_day_once)
{
	char out[DATE_TEXT] = "", last[DATE_TEXT] = "";
	int32_t day, read;

	for (day = 1; day <= DATE_LAST; day++) {
		base_date_put(out, day);
		if (!base_date_parse((struct text){out, DATE_LENGTH}, &read) ||
			read != day || strcmp(out, last) <= 0)
			ck_abort_msg("%s is day %d", out, day);
		memcpy(last, out, DATE_TEXT);
	}
}
END_TEST

Suite *
base_date_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_day_is_read_and_written, days),
		EACH(what_is_no_day_is_refused, no_days),
		ONCE(the_calendar_has_each_day_once),
	};

	return suite_of("base_date", tests, COUNT(tests));
}
