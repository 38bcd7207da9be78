/* base_path.c: files that can be written, and those that cannot. */
#include "base/path.h"

#include "support/temp.h"
#include "unit/suites.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(a_file_that_is_there_can_be_written)
{
	char path[TEMP_PATH], content[8];

	temp_write("there", "before", 6, path);
	ck_assert(base_path_is_writable(path));
	ck_assert_uint_eq(temp_read(path, content, sizeof(content)), 6);
}
END_TEST

START_TEST(one_that_is_not_can_be_made_but_is_not)
{
	char path[TEMP_PATH];

	temp_path("absent", path);
	ck_assert(base_path_is_writable(path));
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert(base_path_is_writable("/absent"));
}
END_TEST

START_TEST(a_fifo_that_nobody_reads_is_not_waited_for)
{
	char path[TEMP_PATH];

	temp_path("fifo", path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert(base_path_is_writable(path));
}
END_TEST

START_TEST(what_is_no_file_says_why)
{
	char path[TEMP_PATH];

	temp_path("folder", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert(!base_path_is_writable(path));
	ck_assert_int_eq(errno, EISDIR);
	ck_assert(!base_path_is_writable("/nonexistent/log"));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert(!base_path_is_writable(""));
}
END_TEST

Suite *
base_path_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_file_that_is_there_can_be_written),
		ONCE(one_that_is_not_can_be_made_but_is_not),
		ONCE(a_fifo_that_nobody_reads_is_not_waited_for),
		ONCE(what_is_no_file_says_why),
	};

	return suite_of("base_path", tests, COUNT(tests));
}
