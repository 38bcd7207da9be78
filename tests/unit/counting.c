/* counting.c: a file of metrics, and processes that count in it. */
#include "unit/counting.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const methods[] = {"GET", "OTHER"};
static const char *const endpoints[] = {"/a", "/b/{id}", "unmatched"};
static const char *const statements[] = {"ONE", "TWO"};
const struct metric_names counting_names = {
	{methods, 2}, {endpoints, 3}, {statements, 2}};

char counting_path[TEMP_PATH];

void
counting_open(void)
{
	if (!counting_path[0])
		temp_path("metrics", counting_path);
	ck_assert_msg(metric_count_open(counting_path, &counting_names), "%s",
		metric_count_reason());
}

void
counting_count(size_t method, size_t endpoint, int status, enum error error,
	int64_t duration)
{
	const struct metric_request request = {
		method, endpoint, status, error, duration};

	metric_count_begin();
	metric_count_know(method, endpoint);
	metric_count_end(&request);
}

const char *
counting_text(void)
{
	static struct buffer out;

	base_buffer_reset(&out);
	ck_assert(metric_count_write("1.2.3", &out));
	base_buffer_putc(&out, '\0');
	ck_assert(!out.failed);
	return out.data;
}

void
counting_has_line(const char *line)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "\n%s\n", line);
	/* The whole text is too long for a message. */
	ck_assert_msg(strstr(counting_text(), whole) != NULL, "no %s", line);
}

void
counting_lacks(const char *part)
{
	ck_assert_msg(
		strstr(counting_text(), part) == NULL, "there is %s", part);
}

pid_t
counting_start_child(void (*run)(void), int death)
{
	char ready;
	int ends[2];
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		counting_open();
		run();
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		if (death)
			pause();
		metric_count_close();
		_exit(0);
	}
	ck_assert_int_gt(pid, 0);
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &ready, 1), 1);
	close(ends[0]);
	return pid;
}

void
counting_end_child(pid_t pid, int death)
{
	if (death)
		kill(pid, death);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

void
counting_one(void)
{
	counting_count(GET, A, 200, OK, 10);
}

void
counting_hold_one(void)
{
	metric_count_begin();
	metric_count_know(GET, B);
}

void
counting_hold_unknown(void)
{
	metric_count_begin();
}

void
counting_hold_none(void)
{
	metric_count_begin();
	metric_count_drop();
}
