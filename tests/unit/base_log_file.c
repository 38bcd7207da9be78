/* base_log_file.c: where log lines go, and what becomes of them without room. */
#include "base/log.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/lines.h"
#include "unit/suites.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(lines_are_appended_to_the_file)
{
	char path[TEMP_PATH];

	lines_watch();
	temp_write("log", "before\n", 7, path);
	ck_assert(base_log_open(path, LOG_INFO, true));
	base_log(LOG_INFO, "to the file");
	base_log_close();
	base_log(LOG_INFO, "to the terminal");
	temp_read(path, lines_last, sizeof(lines_last));
	ck_assert_ptr_eq(strstr(lines_last, "before\n{"), lines_last);
	assert_holds(lines_last, "to the file");
	assert_lacks(lines_last, "to the terminal");
	ck_assert(lines_next());
	assert_holds(lines_last, "to the terminal");
}
END_TEST

START_TEST(a_rotated_file_is_opened_again_by_its_name)
{
	char path[TEMP_PATH], old[TEMP_PATH];

	temp_path("log", path);
	temp_path("log.1", old);
	ck_assert(base_log_open(path, LOG_INFO, true));
	base_log(LOG_INFO, "first");
	ck_assert_int_eq(rename(path, old), 0);
	base_log(LOG_INFO, "second");
	base_log_reopen();
	base_log(LOG_INFO, "third");
	base_log_close();
	temp_read(old, lines_last, sizeof(lines_last));
	assert_holds(lines_last, "first");
	assert_holds(lines_last, "second");
	assert_lacks(lines_last, "third");
	temp_read(path, lines_last, sizeof(lines_last));
	assert_lacks(lines_last, "second");
	assert_holds(lines_last, "third");
}
END_TEST

/* Lets files grow to so many bytes. */
static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(a_line_that_is_cut_off_by_a_full_disk_spoils_no_other)
{
	char path[TEMP_PATH], *second;

	signal(SIGXFSZ, SIG_IGN);
	temp_path("log", path);
	ck_assert(base_log_open(path, LOG_INFO, true));
	limit_files(40);
	base_log(LOG_INFO, "first");
	base_log(LOG_INFO, "second, which finds no room at all");
	limit_files(RLIM_INFINITY);
	base_log(LOG_INFO, "third");
	base_log(LOG_INFO, "fourth");
	temp_read(path, lines_last, sizeof(lines_last));
	second = strchr(lines_last, '\n');
	ck_assert_ptr_eq(second, lines_last + 40);
	ck_assert_ptr_eq(strstr(second, "\n{\"timestamp\""), second);
	assert_holds(second, "\"third\"");
	ck_assert_ptr_nonnull(strstr(second, "}\n{"));
	assert_lacks(second, "second");
	base_log_close();
}
END_TEST

START_TEST(a_rotated_file_does_not_begin_with_the_end_of_another)
{
	char path[TEMP_PATH], old[TEMP_PATH];

	signal(SIGXFSZ, SIG_IGN);
	temp_path("log", path);
	temp_path("log.1", old);
	ck_assert(base_log_open(path, LOG_INFO, true));
	limit_files(40);
	base_log(LOG_INFO, "first");
	limit_files(RLIM_INFINITY);
	ck_assert_int_eq(rename(path, old), 0);
	base_log_reopen();
	base_log(LOG_INFO, "second");
	base_log_close();
	temp_read(path, lines_last, sizeof(lines_last));
	ck_assert_int_eq(lines_last[0], '{');
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_leaves_the_terminal)
{
	lines_watch();
	errno = 0;
	ck_assert(!base_log_open("/nonexistent/log", LOG_INFO, true));
	ck_assert_int_eq(errno, ENOENT);
	base_log(LOG_INFO, "still here");
	ck_assert(lines_next());
	assert_holds(lines_last, "still here");
}
END_TEST

START_TEST(a_rotation_that_fails_loses_no_line)
{
	char path[TEMP_PATH], old[TEMP_PATH];

	temp_path("log", path);
	temp_path("log.1", old);
	ck_assert(base_log_open(path, LOG_INFO, true));
	ck_assert_int_eq(rename(path, old), 0);
	/* A link to nowhere cannot be created by opening it. */
	ck_assert_int_eq(symlink("/nonexistent/log", path), 0);
	base_log_reopen();
	base_log(LOG_INFO, "afterwards");
	base_log_close();
	temp_read(old, lines_last, sizeof(lines_last));
	assert_holds(lines_last, "cannot reopen the log file");
	assert_holds(lines_last, "afterwards");
}
END_TEST

START_TEST(a_line_without_memory_says_that_it_is_lost)
{
	struct json_object *object;

	lines_watch();
	fail_nth(FAIL_realloc, 1);
	base_log(LOG_INFO, "gone");
	ck_assert(fail_happened());
	object = lines_object();
	ck_assert_str_eq(lines_member(object, "message"),
		"out of memory: a log line is lost");
	json_object_put(object);
	base_log(LOG_INFO, "here again");
	ck_assert(lines_next());
	assert_holds(lines_last, "here again");
}
END_TEST

/* The process that the next line says it is of. */
static pid_t
next_pid(void)
{
	struct json_object *object = lines_object();
	pid_t pid = json_object_get_int(
		json_object_object_get(object, "worker_pid"));

	json_object_put(object);
	return pid;
}

START_TEST(a_line_tells_of_the_process_that_wrote_it)
{
	pid_t child;

	lines_watch();
	base_log(LOG_WARNING, "a parent");
	child = fork();
	if (child == 0) {
		base_log(LOG_WARNING, "and its child");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	base_log(LOG_WARNING, "and the parent again");
	ck_assert_int_eq(next_pid(), getpid());
	ck_assert_int_eq(next_pid(), child);
	ck_assert_int_eq(next_pid(), getpid());
}
END_TEST

START_TEST(logging_leaves_errno_alone)
{
	lines_watch();
	close(STDERR_FILENO);
	errno = EDOM;
	base_log(LOG_INFO, "to nobody");
	ck_assert_int_eq(errno, EDOM);
}
END_TEST

Suite *
base_log_file_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(lines_are_appended_to_the_file),
		ONCE(a_rotated_file_is_opened_again_by_its_name),
		ONCE(a_line_that_is_cut_off_by_a_full_disk_spoils_no_other),
		ONCE(a_rotated_file_does_not_begin_with_the_end_of_another),
		ONCE(a_file_that_cannot_be_opened_leaves_the_terminal),
		ONCE(a_rotation_that_fails_loses_no_line),
		ONCE(a_line_without_memory_says_that_it_is_lost),
		ONCE(a_line_tells_of_the_process_that_wrote_it),
		ONCE(logging_leaves_errno_alone),
	};

	return suite_of("base_log_file", tests, COUNT(tests));
}
