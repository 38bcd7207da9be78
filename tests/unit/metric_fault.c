/* metric_fault.c: a file that is cut short while it is counted in. */
#include "metric/fault.h"

#include "unit/counting.h"
#include "unit/lines.h"
#include "unit/suites.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

static void
end_one(void)
{
	counting_count(GET, A, 200, OK, 1000);
}

static void
begin_one(void)
{
	metric_count_begin();
	metric_count_know(GET, A);
	metric_count_end(&(struct metric_request){GET, A, 200, OK, 1});
}

static void
drop_one(void)
{
	metric_count_begin();
	metric_count_drop();
}

static void
count_other_things(void)
{
	metric_count_statement(0, 5);
	metric_count_event(EVENT_REGISTER);
	metric_count_hash(5);
	metric_count_reconnect();
	end_one();
}

static void
scrape(void)
{
	struct buffer out = {0};

	base_buffer_puts(&out, "before");
	ck_assert(!metric_count_write("1", &out));
	assert_buffer(&out, "before");
	base_buffer_clear(&out);
}

/* What is left of the file, and what is done then. */
/* clang-format off */
static const struct {
	off_t left;
	void (*act)(void);
} cuts[] = {
	{0, end_one}, {0, begin_one}, {0, drop_one},
	{0, count_other_things}, {0, scrape},
	{PAGE, end_one}, {PAGE, scrape}, {3 * PAGE, scrape},
};
/* clang-format on */

START_TEST(a_file_cut_short_costs_the_count_and_one_line)
{
	struct buffer out = {0};

	counting_open();
	end_one();
	lines_watch();
	ck_assert_int_eq(truncate(counting_path, cuts[_i].left), 0);
	cuts[_i].act();
	ck_assert(lines_next());
	assert_holds(lines_last,
		"METRICS_FILE: nothing is counted until a "
		"restart: the file was cut short");
	ck_assert_ptr_nonnull(metric_count_reason());
	end_one();
	begin_one();
	count_other_things();
	ck_assert(!lines_next());
	ck_assert(!metric_count_write("1", &out));
	metric_count_close();
}
END_TEST

START_TEST(after_a_cut_the_file_can_be_opened_again)
{
	counting_open();
	ck_assert_int_eq(truncate(counting_path, 0), 0);
	end_one();
	ck_assert_ptr_nonnull(metric_count_reason());
	counting_open();
	ck_assert_ptr_null(metric_count_reason());
	end_one();
	counting_has_line("http_requests_total{method=\"GET\",endpoint=\"/a\","
			  "status=\"200\"} 1");
	metric_count_close();
}
END_TEST

/* Reads a page that its file does not have; who else's fault it would be. */
static void
read_elsewhere(void)
{
	char path[TEMP_PATH];
	volatile char *start;
	int fd;

	temp_write("other", "x", 1, path);
	fd = open(path, O_RDONLY);
	start = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne((void *)start, MAP_FAILED);
	(void)start[PAGE];
}

START_TEST(a_fault_elsewhere_still_ends_the_process)
{
	/* A sanitizer would make a report of it. */
	signal(SIGBUS, SIG_DFL);
	counting_open();
	read_elsewhere();
}
END_TEST

START_TEST(after_the_mapping_s_end_nothing_is_watched)
{
	struct sigaction before, after;

	sigaction(SIGBUS, NULL, &before);
	counting_open();
	sigaction(SIGBUS, NULL, &after);
	ck_assert(after.sa_handler != before.sa_handler);
	metric_count_close();
	sigaction(SIGBUS, NULL, &after);
	ck_assert(after.sa_handler == before.sa_handler);
	metric_fault_end();
}
END_TEST

Suite *
metric_fault_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_file_cut_short_costs_the_count_and_one_line, cuts),
		ONCE(after_a_cut_the_file_can_be_opened_again),
		ONCE(after_the_mapping_s_end_nothing_is_watched),
	};
	Suite *suite = suite_of("metric_fault", tests, COUNT(tests));
	TCase *deaths = tcase_create("deaths");

	tcase_add_test_raise_signal(
		deaths, a_fault_elsewhere_still_ends_the_process, SIGBUS);
	suite_add_tcase(suite, deaths);
	return suite;
}
