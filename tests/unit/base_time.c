/* base_time.c: the clocks, and moments as RFC 3339. */
#include "base/time.h"

#include "unit/suites.h"

#include <time.h>

/* clang-format off */
static const struct {
	int64_t when;
	const char *text;
	const char *text_ms;
} moments[] = {
	{0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"},
	{INT64_C(1768249800123456), "2026-01-12T20:30:00Z",
	 "2026-01-12T20:30:00.123Z"},
	{INT64_C(1709251199999999), "2024-02-29T23:59:59Z",
	 "2024-02-29T23:59:59.999Z"},
	{INT64_C(951782400000000), "2000-02-29T00:00:00Z",
	 "2000-02-29T00:00:00.000Z"},
	{INT64_C(4107542399999000), "2100-02-28T23:59:59Z",
	 "2100-02-28T23:59:59.999Z"},
	/* 2100 is no leap year. */
	{INT64_C(4107542400001000), "2100-03-01T00:00:00Z",
	 "2100-03-01T00:00:00.001Z"},
	{INT64_C(1798761599999999), "2026-12-31T23:59:59Z",
	 "2026-12-31T23:59:59.999Z"},
	{-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z"},
	{-TIME_SECOND, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z"},
	{-TIME_SECOND - 1, "1969-12-31T23:59:58Z", "1969-12-31T23:59:58.999Z"},
	{INT64_C(-2203891200000000), "1900-03-01T00:00:00Z",
	 "1900-03-01T00:00:00.000Z"},
	{INT64_C(-62135596799999000), "0001-01-01T00:00:00Z",
	 "0001-01-01T00:00:00.001Z"},
	{INT64_C(-62130499200000000), "0001-03-01T00:00:00Z",
	 "0001-03-01T00:00:00.000Z"},
	{INT64_C(253402300799999999), "9999-12-31T23:59:59Z",
	 "9999-12-31T23:59:59.999Z"},
	/* What the form cannot hold. */
	{INT64_C(-62135596800000001), "0001-01-01T00:00:00Z",
	 "0001-01-01T00:00:00.000Z"},
	{TIME_MINUS_INFINITE, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
	{INT64_C(253402300800000000), "9999-12-31T23:59:59Z",
	 "9999-12-31T23:59:59.999Z"},
	{TIME_NONE, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
	{TIME_NONE + 1, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z"},
	{TIME_INFINITE, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z"},
	{INT64_MAX, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z"},
};
/* clang-format on */

START_TEST(a_moment_is_written_in_utc)
{
	char out[TIME_TEXT];

	base_time_format(moments[_i].when, out);
	ck_assert_str_eq(out, moments[_i].text);
	base_time_format_ms(moments[_i].when, out);
	ck_assert_str_eq(out, moments[_i].text_ms);
}
END_TEST

/* 800 years of days, each at another second, as the C library has them. */
START_TEST(every_day_has_the_date_of_the_calendar)
{
	char out[TIME_TEXT], wanted[TIME_TEXT];
	time_t second = INT64_C(-12219292800); /* 1582-10-15 */
	struct tm tm;

	for (; second < INT64_C(13569465600); second += 86400 + 61) {
		gmtime_r(&second, &tm);
		strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%SZ", &tm);
		base_time_format(second * TIME_SECOND, out);
		if (strcmp(out, wanted) != 0)
			ck_abort_msg("%s, not %s", out, wanted);
	}
}
END_TEST

/* clang-format off */
static const struct {
	const char *text;
	int64_t when;
} read_moments[] = {
	{"1970-01-01T00:00:00Z", 0},
	{"1970-01-01t00:00:00z", 0},
	{"2026-01-12T20:30:00Z", INT64_C(1768249800000000)},
	{"2026-01-12T20:30:00.5Z", INT64_C(1768249800500000)},
	{"2026-01-12T20:30:00.123456789Z", INT64_C(1768249800123456)},
	{"2026-01-12T21:30:00+01:00", INT64_C(1768249800000000)},
	{"2026-01-12T12:00:00-08:30", INT64_C(1768249800000000)},
	{"2016-12-31T23:59:60Z", INT64_C(1483228800000000)},
	{"0001-01-01T00:00:00Z", INT64_C(-62135596800000000)},
	{"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999)},
};

static const char *const no_moments[] = {
	"", "2026-01-12", "2026-01-12T", "2026-01-12T20:30", "2026-01-12T20:30:00",
	"2026-01-12 20:30:00Z", "2026-01-12T20:30:00.Z", "2026-01-12T24:00:00Z",
	"2026-01-12T20:60:00Z", "2026-01-12T20:30:61Z", "2026-01-12T20:30:00z ",
	"2026-01-12T20:30:00+0100", "2026-01-12T20:30:00+24:00",
	"2026-01-12T20:30:00+01:60", "2026-01-12T20:30:00 01:00",
	"2026-02-29T20:30:00Z", "2026-01-12T20-30-00Z", "2026-01-12T2x:30:00Z",
	"0000-01-01T00:00:00Z", "1768249800", "now", "2026-01-12T20:30:00.5",
};
/* clang-format on */

START_TEST(a_moment_is_read)
{
	int64_t when;

	ck_assert(base_time_parse(base_text_of(read_moments[_i].text), &when));
	ck_assert_int_eq(when, read_moments[_i].when);
}
END_TEST

START_TEST(what_is_no_moment_is_refused)
{
	int64_t when;

	ck_assert_msg(!base_time_parse(base_text_of(no_moments[_i]), &when),
		"%s", no_moments[_i]);
}
END_TEST

START_TEST(now_is_in_microseconds_since_1970)
{
	int64_t before = time(NULL), now = base_time_now();

	ck_assert_int_ge(now, before * TIME_SECOND);
	/* time(2) may be a tick of the kernel behind. */
	ck_assert_int_le(now / TIME_SECOND, time(NULL) + 1);
}
END_TEST

START_TEST(the_steady_clock_does_not_go_back)
{
	int64_t before = base_time_steady();

	ck_assert_int_gt(before, 0);
	ck_assert_int_ge(base_time_steady(), before);
}
END_TEST

/* Moments since 2000, and whether a database can hold each. */
/* clang-format off */
static const struct {
	int64_t since;
	bool kept;
} kept[] = {
	{0, true}, {INT64_MIN, true}, {INT64_MAX, true},
	{INT64_C(-211813488000000000), true},
	{INT64_C(-211813488000000001), false}, {INT64_MIN + 1, false},
	{INT64_C(9223371331199999999), true},
	{INT64_C(9223371331200000000), false}, {INT64_MAX - 2, false},
	{INT64_MAX - TIME_2000, true}, {INT64_MAX - TIME_2000 + 1, true},
	{INT64_MAX - TIME_2000 + 2, true},
};
/* clang-format on */

START_TEST(each_moment_of_a_database_has_one_of_ours)
{
	int64_t when = base_time_from_2000(kept[_i].since);
	size_t i;

	ck_assert_int_ne(when, TIME_NONE);
	ck_assert_int_eq(base_time_is_kept(when), kept[_i].kept);
	ck_assert_int_eq(base_time_to_2000(when), kept[_i].since);
	for (i = 0; i < COUNT(kept); i++)
		ck_assert_int_eq(base_time_from_2000(kept[i].since) == when,
			i == (size_t)_i);
	ck_assert(!base_time_is_kept(TIME_NONE));
}
END_TEST

Suite *
base_time_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_moment_is_read, read_moments),
		EACH(what_is_no_moment_is_refused, no_moments),
		EACH(a_moment_is_written_in_utc, moments),
		EACH(each_moment_of_a_database_has_one_of_ours, kept),
		ONCE(every_day_has_the_date_of_the_calendar),
		ONCE(now_is_in_microseconds_since_1970),
		ONCE(the_steady_clock_does_not_go_back),
	};

	return suite_of("base_time", tests, COUNT(tests));
}
