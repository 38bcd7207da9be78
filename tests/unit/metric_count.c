/* metric_count.c: processes count in one file, and what dies is not lost. */
#include "metric/count.h"
#include "metric/slot.h"

#include "support/temp.h"
#include "unit/counting.h"
#include "unit/suites.h"

#include <signal.h>
#include <sys/wait.h>

START_TEST(processes_count_in_one_file)
{
	temp_path("metrics", counting_path);
	counting_end_child(counting_start_child(counting_one, 0), 0);
	counting_end_child(
		counting_start_child(counting_one, SIGKILL), SIGKILL);
	counting_open();
	counting_one();
	counting_has_line("http_requests_total{method=\"GET\",endpoint=\"/a\","
			  "status=\"200\"} 3");
	counting_has_line(
		"http_request_duration_seconds_count{endpoint=\"/a\"} 3");
}
END_TEST

START_TEST(what_was_counted_outlives_who_counted)
{
	counting_open();
	counting_one();
	metric_count_close();
	ck_assert_ptr_nonnull(metric_count_reason());
	counting_open();
	counting_has_line("http_requests_total{method=\"GET\",endpoint=\"/a\","
			  "status=\"200\"} 1");
}
END_TEST

START_TEST(a_process_that_counts_keeps_nobody_from_opening)
{
	pid_t pid;

	temp_path("metrics", counting_path);
	pid = counting_start_child(counting_one, SIGKILL);
	counting_open();
	counting_has_line("fcgi_workers 2");
	counting_end_child(pid, SIGKILL);
	counting_has_line("fcgi_workers 1");
}
END_TEST

/* What a process has in hand when it is killed, and how that counts. */
/* clang-format off */
static const struct {
	void (*hold)(void);
	const char *line; /* NULL: not at all */
} lost[] = {
	{counting_hold_one, "http_requests_total{method=\"GET\",endpoint=\"/b/{id}\","
		"status=\"500\"} 1"},
	{counting_hold_unknown, "http_requests_total{method=\"OTHER\","
		"endpoint=\"unmatched\",status=\"500\"} 1"},
	{counting_hold_none, NULL},
	{counting_one, NULL},
};
/* clang-format on */

START_TEST(a_killed_process_loses_no_request)
{
	pid_t pid;

	temp_path("metrics", counting_path);
	pid = counting_start_child(lost[_i].hold, SIGKILL);
	counting_open();
	counting_lacks("status=\"500\"");
	counting_has_line(lost[_i].line ? "http_requests_in_flight 1" :
					  "http_requests_in_flight 0");
	counting_end_child(pid, SIGKILL);
	if (!lost[_i].line)
		counting_lacks("status=\"500\"");
	else
		counting_has_line(lost[_i].line);
	/* And it is counted once only. */
	counting_lacks("status=\"500\"} 2");
	counting_has_line("http_requests_in_flight 0");
	counting_has_line("fcgi_workers 1");
}
END_TEST

START_TEST(a_dead_process_that_nobody_waited_for_is_dead)
{
	pid_t pid;
	siginfo_t info;

	temp_path("metrics", counting_path);
	pid = counting_start_child(counting_hold_one, SIGKILL);
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	counting_open();
	counting_has_line(lost[0].line);
	counting_end_child(pid, 0);
}
END_TEST

START_TEST(who_finds_no_place_in_the_pool_counts_all_the_same)
{
	struct metric_map map;
	char why[256];

	counting_open();
	metric_count_close();
	ck_assert(metric_map_open(
		&map, counting_path, &counting_names, why, sizeof(why)));
	while (metric_slot_take(&map))
		;
	counting_open();
	counting_one();
	metric_count_drop();
	counting_has_line("http_requests_total{method=\"GET\",endpoint=\"/a\","
			  "status=\"200\"} 1");
	counting_has_line("fcgi_workers 256");
	metric_map_close(&map);
}
END_TEST

Suite *
metric_count_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(processes_count_in_one_file),
		ONCE(what_was_counted_outlives_who_counted),
		ONCE(a_process_that_counts_keeps_nobody_from_opening),
		EACH(a_killed_process_loses_no_request, lost),
		ONCE(a_dead_process_that_nobody_waited_for_is_dead),
		ONCE(who_finds_no_place_in_the_pool_counts_all_the_same),
	};

	return suite_of("metric_count", tests, COUNT(tests));
}
