/* http_trace.c: which traceparent headers are taken. */
#include "http/trace.h"

#include "unit/suites.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN "00f067aa0ba902b7"
#define ZERO_TRACE "00000000000000000000000000000000"
#define ZERO_SPAN "0000000000000000"

static const char *const good[] = {
	"00-" TRACE "-" SPAN "-01",
	"00-" TRACE "-" SPAN "-00",
	"00-" TRACE "-" SPAN "-ff",
	/* Later versions: what they have in common with this one. */
	"01-" TRACE "-" SPAN "-01",
	"cc-" TRACE "-" SPAN "-01-what-the-future-will-be-like",
	"fe-" TRACE "-" SPAN "-01-",
};

START_TEST(a_well_formed_header_gives_trace_and_span)
{
	char trace_id[TRACE_ID], parent_id[TRACE_PARENT];

	ck_assert(http_trace_read(base_text_of(good[_i]), trace_id, parent_id));
	ck_assert_str_eq(trace_id, TRACE);
	ck_assert_str_eq(parent_id, SPAN);
}
END_TEST

static const char *const bad[] = {
	NULL,
	"",
	"00",
	"00-" TRACE "-" SPAN,
	"00-" TRACE "-" SPAN "-",
	"00-" TRACE "-" SPAN "-1",
	"00-" TRACE "-" SPAN "-011",
	"00-" TRACE "-" SPAN "-01-",
	"00-" TRACE "-" SPAN "-01-more",
	"00-" TRACE "-" SPAN "-01 ",
	" 00-" TRACE "-" SPAN "-01",
	"01-" TRACE "-" SPAN "-011",
	"01-" TRACE "-" SPAN "-01.more",
	"01-" TRACE "-" SPAN "-01,00-" TRACE "-" SPAN "-01",
	"ff-" TRACE "-" SPAN "-01",
	"FF-" TRACE "-" SPAN "-01",
	"0x-" TRACE "-" SPAN "-01",
	"0A-" TRACE "-" SPAN "-01",
	"00-" ZERO_TRACE "-" SPAN "-01",
	"00-" TRACE "-" ZERO_SPAN "-01",
	"00-4BF92F3577B34DA6A3CE929D0E0E4736-" SPAN "-01",
	"00-" TRACE "-00F067AA0BA902B7-01",
	"00-" TRACE "-" SPAN "-0A",
	"00-" TRACE "-" SPAN "-0g",
	"00-4bf92f3577b34da6a3ce929d0e0e473g-" SPAN "-01",
	"00-" TRACE "-00f067aa0ba902b.-01",
	"00_" TRACE "-" SPAN "-01",
	"00-" TRACE "_" SPAN "-01",
	"00-" TRACE "-" SPAN "_01",
	"00-" SPAN "-" TRACE "-01",
	"000-" TRACE "-" SPAN "-1",
};

START_TEST(a_malformed_header_gives_nothing)
{
	char trace_id[TRACE_ID] = "x", parent_id[TRACE_PARENT] = "x";

	ck_assert(!http_trace_read(base_text_of(bad[_i]), trace_id, parent_id));
	ck_assert_str_eq(trace_id, "");
	ck_assert_str_eq(parent_id, "");
}
END_TEST

START_TEST(nothing_is_read_beyond_the_end_of_the_header)
{
	char trace_id[TRACE_ID], parent_id[TRACE_PARENT];
	const struct text cut = {good[0], strlen(good[0]) - 1};

	ck_assert(!http_trace_read(cut, trace_id, parent_id));
	/* A NUL is no digit, and no end. */
	ck_assert(
		!http_trace_read((struct text){"00-" TRACE "-" SPAN "-0\0", 55},
			trace_id, parent_id));
}
END_TEST

Suite *
http_trace_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_well_formed_header_gives_trace_and_span, good),
		EACH(a_malformed_header_gives_nothing, bad),
		ONCE(nothing_is_read_beyond_the_end_of_the_header),
	};

	return suite_of("http_trace", tests, COUNT(tests));
}
