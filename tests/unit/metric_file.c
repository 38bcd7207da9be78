/* metric_file.c: the file of counters is made, kept or replaced whole. */
#include "metric/count.h"
#include "metric/map.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const words[] = {"GET", "PUT", "OTHER"};
static const struct metric_names names = {{words, 2}, {words, 3}, {words, 1}};

static char path[TEMP_PATH], why[512];

/* Maps the test's file under these names. */
static struct metric_map
map_with(const struct metric_names *with)
{
	struct metric_map map;

	ck_assert_msg(
		metric_map_open(&map, path, with, why, sizeof(why)), "%s", why);
	return map;
}

/* Asserts that the file cannot be mapped, for this reason. */
static void
expect_refused(const char *reason)
{
	struct metric_map map;

	ck_assert(!metric_map_open(&map, path, &names, why, sizeof(why)));
	assert_holds(why, path);
	assert_holds(why, reason);
	assert_lacks(why, "\n");
	ck_assert_ptr_null(map.start);
}

START_TEST(a_new_file_is_all_zero_allocated_and_for_the_group)
{
	struct metric_map map;
	struct stat st;
	size_t i;

	temp_path("metrics", path);
	umask(0077);
	map = map_with(&names);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0660);
	ck_assert_uint_eq((size_t)st.st_size, map.size);
	ck_assert_uint_ge((size_t)st.st_blocks * 512, map.size);
	for (i = 0; i < (size_t)2 * 3 * METRIC_STATUSES; i++)
		ck_assert_uint_eq(metric_map_read(&map.requests[i]), 0);
	metric_map_close(&map);
}
END_TEST

START_TEST(two_mappings_are_one)
{
	struct metric_map first, second;

	temp_path("metrics", path);
	first = map_with(&names);
	second = map_with(&names);
	metric_map_add(metric_map_request(&first, 1, 2, 404), 1);
	metric_map_add(metric_map_request(&second, 1, 2, 404), 2);
	ck_assert_uint_eq(
		metric_map_read(metric_map_request(&first, 1, 2, 404)), 3);
	metric_map_close(&first);
	metric_map_close(&second);
}
END_TEST

/* The last byte of the mapping is the last part's. */
START_TEST(the_parts_fill_the_mapping_and_do_not_overlap)
{
	struct metric_map map;

	temp_path("metrics", path);
	map = map_with(&names);
	ck_assert_ptr_eq(map.slots + METRIC_SLOTS, map.requests);
	ck_assert_ptr_eq(
		map.requests + (size_t)2 * 3 * METRIC_STATUSES, map.errors);
	ck_assert_ptr_eq(map.errors + ERROR_COUNT, map.events);
	ck_assert_ptr_eq(map.events + EVENT_COUNT, map.reconnects);
	ck_assert_ptr_eq(map.reconnects + 1, map.endpoints);
	ck_assert_ptr_eq(map.endpoints + 3, map.statements);
	ck_assert_ptr_eq(map.statements + 1, map.hashes);
	ck_assert_ptr_eq(map.hashes + 1, (char *)map.start + map.size);
	metric_map_close(&map);
}
END_TEST

/* Names that another version might have. */
static const char *const others[] = {"GET", "POST", "OTHER"};
/* clang-format off */
static const struct metric_names versions[] = {
	{{others, 2}, {words, 3}, {words, 1}},
	{{words, 2}, {others, 3}, {words, 1}},
	{{words, 2}, {words, 3}, {words + 1, 1}},
	{{words, 2}, {words, 3}, {words, 2}},
	{{words, 3}, {words, 2}, {words, 1}},
};
/* clang-format on */

START_TEST(another_version_begins_anew_and_the_old_one_goes_on)
{
	struct metric_map old, new, again;
	metric_cell *cell;

	temp_path("metrics", path);
	old = map_with(&names);
	cell = metric_map_request(&old, 0, 0, 200);
	metric_map_add(cell, 5);
	new = map_with(&versions[_i]);
	ck_assert_uint_eq(
		metric_map_read(metric_map_request(&new, 0, 0, 200)), 0);
	metric_map_add(cell, 1);
	ck_assert_uint_eq(metric_map_read(cell), 6);
	ck_assert_uint_eq(
		metric_map_read(metric_map_request(&new, 0, 0, 200)), 0);
	/* And the new one is kept by its own version. */
	metric_map_add(metric_map_request(&new, 0, 0, 200), 7);
	again = map_with(&versions[_i]);
	ck_assert_uint_eq(
		metric_map_read(metric_map_request(&again, 0, 0, 200)), 7);
	metric_map_close(&old);
	metric_map_close(&new);
	metric_map_close(&again);
}
END_TEST

START_TEST(somebody_elses_file_is_left_alone)
{
	static const char *const contents[] = {"x",
		"DATABASE_URL=postgresql://u:secret@h/d\n# and so on, for a while, "
		"longer than a header is, so that it could be one\n"};
	char kept[256];
	size_t i;

	for (i = 0; i < COUNT(contents); i++) {
		temp_write("metrics", contents[i], strlen(contents[i]), path);
		expect_refused("is no file of metrics");
		temp_read(path, kept, sizeof(kept));
		ck_assert_str_eq(kept, contents[i]);
	}
}
END_TEST

START_TEST(a_full_disk_is_an_error_at_start)
{
	struct metric_map map;
	char beside[TEMP_PATH + 8];

	temp_path("metrics", path);
	fail_nth(FAIL_posix_fallocate, 1);
	expect_refused("No space left on device");
	ck_assert(fail_happened());
	snprintf(beside, sizeof(beside), "%s.new", path);
	ck_assert_int_ne(access(beside, F_OK), 0);
	/* With room again it works, without help. */
	map = map_with(&names);
	metric_map_close(&map);
	fail_nth(FAIL_posix_fallocate, 1);
	expect_refused("No space left on device");
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	char target[TEMP_PATH];

	temp_path("fifo", path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	expect_refused("Invalid argument");
	temp_path("folder", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	expect_refused("Is a directory");
	temp_write("target", "", 0, target);
	temp_path("link", path);
	ck_assert_int_eq(symlink(target, path), 0);
	expect_refused("Too many levels of symbolic links");
	snprintf(path, sizeof(path), "/nonexistent/metrics");
	expect_refused("No such file or directory");
}
END_TEST

START_TEST(a_file_without_rights_is_refused)
{
	int status;
	pid_t pid;

	temp_write("metrics", "", 0, path);
	chmod(path, 0);
	pid = fork();
	if (pid == 0) {
		/* Root may all; the child is somebody else then. */
		if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(2);
		expect_refused("Permission denied");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(who_stopped_while_opening_stops_nobody_for_ever)
{
	struct metric_map map;
	int fd;

	temp_path("metrics", path);
	map = map_with(&names);
	metric_map_close(&map);
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	expect_refused("Connection timed out");
	close(fd);
	map = map_with(&names);
	metric_map_close(&map);
}
END_TEST

/* Waits until another process has the file open. */
static void
wait_until_open(pid_t pid, const char *file)
{
	char link[64], target[TEMP_PATH];
	ssize_t len = 0;
	int fd;

	for (fd = 0; len <= 0 || strcmp(target, file) != 0;
		fd = (fd + 1) % 64) {
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)pid, fd);
		len = readlink(link, target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = '\0';
	}
}

START_TEST(who_waits_for_a_file_takes_the_one_that_replaced_it)
{
	char empty[TEMP_PATH];
	struct metric_map map;
	int held, status;
	pid_t pid;

	temp_path("other", path);
	map = map_with(&names);
	metric_map_add(map.reconnects, 5);
	temp_write("metrics", "", 0, empty);
	held = open(empty, O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(flock(held, LOCK_EX), 0);
	pid = fork();
	if (pid == 0) {
		close(held);
		memcpy(path, empty, sizeof(path));
		map = map_with(&names);
		_exit(metric_map_read(map.reconnects) != 5);
	}
	wait_until_open(pid, empty);
	ck_assert_int_eq(rename(path, empty), 0);
	close(held);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	metric_map_close(&map);
}
END_TEST

START_TEST(many_at_once_make_one_file)
{
	struct metric_map map;
	pid_t pids[16];
	size_t i;
	int status;

	temp_path("metrics", path);
	for (i = 0; i < COUNT(pids); i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			map = map_with(&names);
			metric_map_add(map.reconnects, 1);
			_exit(0);
		}
	}
	for (i = 0; i < COUNT(pids); i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	map = map_with(&names);
	ck_assert_uint_eq(metric_map_read(map.reconnects), COUNT(pids));
	metric_map_close(&map);
}
END_TEST

Suite *
metric_file_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_new_file_is_all_zero_allocated_and_for_the_group),
		ONCE(two_mappings_are_one),
		ONCE(the_parts_fill_the_mapping_and_do_not_overlap),
		EACH(another_version_begins_anew_and_the_old_one_goes_on,
			versions),
		ONCE(somebody_elses_file_is_left_alone),
		ONCE(a_full_disk_is_an_error_at_start),
		ONCE(what_is_no_file_is_refused),
		ONCE(a_file_without_rights_is_refused),
		ONCE(who_stopped_while_opening_stops_nobody_for_ever),
		ONCE(who_waits_for_a_file_takes_the_one_that_replaced_it),
		ONCE(many_at_once_make_one_file),
	};

	return suite_of("metric_file", tests, COUNT(tests));
}
