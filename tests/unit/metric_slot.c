/* metric_slot.c: whose a slot is, and what becomes of a dead one's. */
#include "metric/count.h"
#include "metric/slot.h"

#include "support/temp.h"
#include "unit/suites.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const methods[] = {"GET", "OTHER"};
static const char *const endpoints[] = {"/a", "unmatched"};
static const char *const statements[] = {"ONE"};
static const struct metric_names names = {
	{methods, 2}, {endpoints, 2}, {statements, 1}};

static struct metric_map
open_map(void)
{
	struct metric_map map;
	char path[TEMP_PATH], why[256];

	temp_path("metrics", path);
	ck_assert_msg(metric_map_open(&map, path, &names, why, sizeof(why)),
		"%s", why);
	return map;
}

/* A slot with a request in hand. */
static struct metric_slot *
take_busy(struct metric_map *map)
{
	struct metric_slot *slot = metric_slot_take(map);

	ck_assert_ptr_nonnull(slot);
	metric_slot_begin(slot);
	return slot;
}

/* Makes the owner a process of our pid that began another time. */
static void
let_die(struct metric_slot *slot)
{
	atomic_fetch_sub(&slot->owner, 1);
}

/* How many requests of nobody knows what were lost. */
static uint64_t
count_lost(const struct metric_map *map)
{
	return metric_map_read(metric_map_request(map, 1, 1, 500));
}

START_TEST(a_slot_is_seen_while_it_is_taken)
{
	struct metric_map map = open_map();
	struct metric_slot *slot = metric_slot_take(&map);
	struct metric_pool pool = metric_slot_survey(&map);

	ck_assert_uint_eq(pool.workers, 1);
	ck_assert_uint_eq(pool.in_flight, 0);
	ck_assert_uint_gt(pool.started, 0);
	metric_slot_begin(slot);
	ck_assert_uint_eq(metric_slot_survey(&map).in_flight, 1);
	metric_slot_give(slot);
	pool = metric_slot_survey(&map);
	ck_assert_uint_eq(pool.workers, 0);
	ck_assert_uint_eq(pool.in_flight, 0);
	ck_assert_uint_eq(pool.started, 0);
	ck_assert_uint_eq(count_lost(&map), 0);
	metric_map_close(&map);
}
END_TEST

START_TEST(the_start_is_that_of_the_oldest)
{
	struct metric_map map = open_map();
	struct metric_slot *first = metric_slot_take(&map);

	metric_slot_take(&map);
	atomic_store(&first->started, 7);
	ck_assert_uint_eq(metric_slot_survey(&map).started, 7);
	metric_map_close(&map);
}
END_TEST

START_TEST(what_a_request_is_stays_with_it)
{
	struct metric_map map = open_map();
	struct metric_slot *slot = take_busy(&map);

	metric_slot_know(slot, 0, 0);
	metric_slot_begin(slot);
	let_die(slot);
	metric_slot_survey(&map);
	ck_assert_uint_eq(
		metric_map_read(metric_map_request(&map, 0, 0, 500)), 1);
	ck_assert_uint_eq(count_lost(&map), 0);
	metric_map_close(&map);
}
END_TEST

START_TEST(a_pid_used_again_is_another_process)
{
	struct metric_map map = open_map();
	struct metric_slot *slot = take_busy(&map);

	ck_assert_uint_eq(metric_slot_survey(&map).workers, 1);
	let_die(slot);
	ck_assert_uint_eq(metric_slot_survey(&map).workers, 0);
	ck_assert_uint_eq(count_lost(&map), 1);
	ck_assert_uint_eq(atomic_load(&slot->owner), 0);
	metric_map_close(&map);
}
END_TEST

START_TEST(whoever_clears_up_and_dies_is_cleared_up_after)
{
	struct metric_map map = open_map();
	struct metric_slot *slot = take_busy(&map);

	atomic_fetch_or(&slot->owner, UINT64_C(1) << 63);
	/* While it lives it is no worker, and left alone. */
	ck_assert_uint_eq(metric_slot_survey(&map).workers, 0);
	ck_assert_uint_eq(count_lost(&map), 0);
	let_die(slot);
	metric_slot_survey(&map);
	ck_assert_uint_eq(count_lost(&map), 1);
	metric_map_close(&map);
}
END_TEST

START_TEST(a_full_pool_takes_the_place_of_a_dead_one)
{
	struct metric_map map = open_map();
	size_t i;

	for (i = 0; i < METRIC_SLOTS; i++)
		take_busy(&map);
	ck_assert_ptr_null(metric_slot_take(&map));
	let_die(&map.slots[7]);
	ck_assert_ptr_eq(metric_slot_take(&map), &map.slots[7]);
	ck_assert_uint_eq(count_lost(&map), 1);
	metric_map_close(&map);
}
END_TEST

/* Two find the same dead process at the same moment; the gap between finding
 * and claiming it is narrow, so they do it often. */
START_TEST(a_lost_request_counts_once_whoever_finds_it)
{
	struct metric_map map = open_map();
	uint64_t round, rounds = 30000;
	pid_t finder, test = getpid();

	finder = fork();
	/* The other process clears up whatever it sees, until it is killed. */
	while (finder == 0 && getppid() == test)
		metric_slot_survey(&map);
	for (round = 0; round < rounds; round++) {
		let_die(take_busy(&map));
		metric_slot_survey(&map);
		/* Whoever was faster is done when the slot is nobody's. */
		while (atomic_load(&map.slots[0].owner) != 0)
			;
	}
	kill(finder, SIGKILL);
	ck_assert_int_eq(waitpid(finder, NULL, 0), finder);
	ck_assert_uint_eq(count_lost(&map), rounds);
	metric_map_close(&map);
}
END_TEST

Suite *
metric_slot_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_slot_is_seen_while_it_is_taken),
		ONCE(the_start_is_that_of_the_oldest),
		ONCE(what_a_request_is_stays_with_it),
		ONCE(a_pid_used_again_is_another_process),
		ONCE(whoever_clears_up_and_dies_is_cleared_up_after),
		ONCE(a_full_pool_takes_the_place_of_a_dead_one),
		ONCE(a_lost_request_counts_once_whoever_finds_it),
	};

	return suite_of("metric_slot", tests, COUNT(tests));
}
