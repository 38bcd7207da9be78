/* base_metric.c: processes count in one file, and what dies is not lost. */
#include "base/metric_slot.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/counting.h"
#include "unit/suites.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(processes_count_in_one_file)
{
	temp_path("metrics", counting_path);
	counting_end_child(counting_start_child(counting_one, 0), 0);
	counting_end_child(counting_start_child(counting_one, SIGKILL), SIGKILL);
	counting_open();
	counting_one();
	counting_has_line("http_requests_total{method=\"GET\",endpoint=\"/a\","
		"status=\"200\"} 3");
	counting_has_line("http_request_duration_seconds_count{endpoint=\"/a\"} 3");
}
END_TEST

START_TEST(what_was_counted_outlives_who_counted)
{
	counting_open();
	counting_one();
	base_metric_close();
	ck_assert_ptr_nonnull(base_metric_reason());
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

/* Takes the slots that are left, each with a request in hand, for processes
 * that died; how many there are. */
static uint64_t
fill_with_dead(struct metric_map *map)
{
	struct metric_slot *slot;
	uint64_t count = 0;

	while ((slot = base_metric_slot_take(map)) != NULL) {
		base_metric_slot_begin(slot);
		count++;
	}
	for (slot = map->slots; slot < map->slots + METRIC_SLOTS; slot++) {
		if (atomic_load(&slot->work))
			atomic_fetch_sub(&slot->owner, 1);
	}
	return count;
}

/* Whether somebody still clears up. */
static bool
is_in_use(const struct metric_map *map)
{
	size_t i = 0;

	while (i < METRIC_SLOTS && atomic_load(&map->slots[i].owner) == 0)
		i++;
	return i < METRIC_SLOTS;
}

/* Several find the same dead processes at once, and do so many times. */
START_TEST(a_lost_request_counts_once_whoever_finds_it)
{
	struct metric_map map;
	uint64_t expected = 0, round, rounds = 50;
	pid_t finder, test = getpid();
	char why[256];

	temp_path("metrics", counting_path);
	ck_assert(base_metric_map_open(&map, counting_path, &counting_names, why, sizeof(why)));
	finder = fork();
	/* The other process clears up whatever it sees, until it is killed. */
	while (finder == 0 && getppid() == test)
		base_metric_slot_survey(&map);
	for (round = 0; round < rounds; round++) {
		expected += fill_with_dead(&map);
		ck_assert_uint_eq(base_metric_slot_survey(&map).in_flight, 0);
		while (is_in_use(&map))
			;
	}
	counting_end_child(finder, SIGKILL);
	base_metric_slot_survey(&map);
	ck_assert_uint_eq(base_metric_map_read(base_metric_map_request(&map,
		OTHER, UNMATCHED, 500)), expected);
	base_metric_map_close(&map);
}
END_TEST

START_TEST(a_pid_used_again_is_another_process)
{
	struct metric_map map;
	struct metric_slot *slot;
	char why[256];

	counting_open();
	ck_assert_msg(base_metric_map_open(&map, counting_path, &counting_names, why, sizeof(why)),
		"%s", why);
	slot = base_metric_slot_take(&map);
	ck_assert_ptr_nonnull(slot);
	base_metric_slot_begin(slot);
	counting_has_line("fcgi_workers 2");
	/* The same pid, which began another time. */
	atomic_fetch_sub(&slot->owner, 1);
	counting_has_line("fcgi_workers 1");
	counting_has_line(lost[1].line);
	ck_assert_uint_eq(atomic_load(&slot->owner), 0);
	base_metric_map_close(&map);
}
END_TEST

START_TEST(whoever_clears_up_and_dies_is_cleared_up_after)
{
	struct metric_map map;
	struct metric_slot *slot;
	char why[256];

	counting_open();
	ck_assert(base_metric_map_open(&map, counting_path, &counting_names, why, sizeof(why)));
	slot = base_metric_slot_take(&map);
	base_metric_slot_begin(slot);
	atomic_fetch_sub(&slot->owner, 1);
	atomic_fetch_or(&slot->owner, UINT64_C(1) << 63);
	counting_has_line("fcgi_workers 1");
	counting_has_line(lost[1].line);
	base_metric_map_close(&map);
}
END_TEST

START_TEST(a_full_pool_counts_all_the_same)
{
	struct metric_map map;
	char why[256];
	size_t i;

	counting_open();
	base_metric_close();
	ck_assert(base_metric_map_open(&map, counting_path, &counting_names, why, sizeof(why)));
	for (i = 0; i < METRIC_SLOTS; i++)
		ck_assert_ptr_nonnull(base_metric_slot_take(&map));
	ck_assert_ptr_null(base_metric_slot_take(&map));
	counting_open();
	counting_one();
	counting_has_line("http_requests_total{method=\"GET\",endpoint=\"/a\","
		"status=\"200\"} 1");
	/* One of them is dead: its place can be had. */
	atomic_fetch_sub(&map.slots[7].owner, 1);
	ck_assert_ptr_eq(base_metric_slot_take(&map), &map.slots[7]);
	base_metric_map_close(&map);
}
END_TEST

Suite *
base_metric_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(processes_count_in_one_file),
		ONCE(what_was_counted_outlives_who_counted),
		ONCE(a_process_that_counts_keeps_nobody_from_opening),
		EACH(a_killed_process_loses_no_request, lost),
		ONCE(a_dead_process_that_nobody_waited_for_is_dead),
		ONCE(a_lost_request_counts_once_whoever_finds_it),
		ONCE(a_pid_used_again_is_another_process),
		ONCE(whoever_clears_up_and_dies_is_cleared_up_after),
		ONCE(a_full_pool_counts_all_the_same),
	};

	return suite_of("base_metric", tests, COUNT(tests));
}
