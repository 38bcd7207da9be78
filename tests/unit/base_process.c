/* base_process.c: what a program is given, whoever started it. */
#include "base/process.h"

#include "support/temp.h"
#include "unit/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(a_closed_standard_descriptor_is_nothing_that_we_open)
{
	struct stat null, found;
	int fd;

	ck_assert_int_eq(stat("/dev/null", &null), 0);
	close(_i);
	base_process_start();
	ck_assert_int_eq(fstat(_i, &found), 0);
	ck_assert_uint_eq(found.st_rdev, null.st_rdev);
	fd = open("/", O_RDONLY);
	ck_assert_int_gt(fd, STDERR_FILENO);
	close(fd);
}
END_TEST

START_TEST(an_open_one_is_left_alone)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	base_process_start();
	ck_assert_int_eq(write(STDERR_FILENO, "x", 1), 1);
	ck_assert_int_eq(read(ends[0], &(char){0}, 1), 1);
}
END_TEST

START_TEST(a_file_at_its_limit_makes_a_write_fail_and_no_more)
{
	const struct rlimit limit = {4, 4};
	char path[TEMP_PATH];
	int fd;

	base_process_start();
	temp_write("full", "full", 4, path);
	fd = open(path, O_WRONLY | O_APPEND);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(write(fd, "x", 1), -1);
	ck_assert_int_eq(errno, EFBIG);
	close(fd);
}
END_TEST

START_TEST(a_pipe_without_a_reader_makes_a_write_fail_and_no_more)
{
	int ends[2];

	base_process_start();
	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	ck_assert_int_eq(write(ends[1], "x", 1), -1);
	ck_assert_int_eq(errno, EPIPE);
}
END_TEST

START_TEST(nothing_of_the_process_is_dumped_and_it_gains_no_rights)
{
	struct rlimit limit;

	base_process_start();
	ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
	ck_assert_int_eq(
		prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), PROCESS_IS_SANITIZED);
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &limit), 0);
	ck_assert_uint_eq(limit.rlim_cur, 0);
	ck_assert_uint_eq(limit.rlim_max, 0);
}
END_TEST

START_TEST(it_is_named_after_its_file_whatever_loader_was_started)
{
	char name[16];

	prctl(PR_SET_NAME, "ld-linux.so", 0, 0, 0);
	base_process_start();
	ck_assert_int_eq(prctl(PR_GET_NAME, name, 0, 0, 0), 0);
	ck_assert_str_eq(name, "unit");
	ck_assert_int_eq(access(base_process_path(), X_OK), 0);
}
END_TEST

START_TEST(what_a_program_for_tools_executes_keeps_its_rights)
{
	int before = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);

	base_process_start_tools();
	ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), before);
	ck_assert_int_eq(
		prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), PROCESS_IS_SANITIZED);
}
END_TEST

Suite *
base_process_suite(void)
{
	const struct suite_test tests[] = {
		{a_closed_standard_descriptor_is_nothing_that_we_open, 3},
		ONCE(an_open_one_is_left_alone),
		ONCE(it_is_named_after_its_file_whatever_loader_was_started),
		ONCE(a_file_at_its_limit_makes_a_write_fail_and_no_more),
		ONCE(nothing_of_the_process_is_dumped_and_it_gains_no_rights),
		ONCE(what_a_program_for_tools_executes_keeps_its_rights),
		ONCE(a_pipe_without_a_reader_makes_a_write_fail_and_no_more),
	};

	return suite_of("base_process", tests, COUNT(tests));
}
