/* client_cgi.c: runs the program that API_PROGRAM names for each request. */
#include "client.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
open_cgi(void)
{
	ck_assert_ptr_nonnull(getenv("API_PROGRAM"));
}

static void
close_cgi(void)
{
}

/* The child: descriptors, environment, program. */
static void
become_program(char **variables, int in, int out)
{
	size_t i;

	for (i = 0; variables[i]; i++)
		putenv(variables[i]);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	if (getenv("API_PRELOAD"))
		setenv("LD_PRELOAD", getenv("API_PRELOAD"), 1);
	execl(getenv("API_PROGRAM"), getenv("API_PROGRAM"), (char *)NULL);
	_exit(127);
}

static void
write_all(int fd, const char *data, size_t len)
{
	ssize_t put;

	while (len) {
		put = write(fd, data, len);
		ck_assert_int_gt(put, 0);
		data += put;
		len -= (size_t)put;
	}
	close(fd);
}

static void
read_all(int fd, struct buffer *out)
{
	char chunk[4096];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) > 0)
		base_buffer_add(out, chunk, (size_t)got);
	close(fd);
}

static void
send_cgi(const struct ask *ask, struct answer *answer)
{
	char **variables = client_variables(ask);
	struct buffer text = {0};
	int in[2], out[2], status;
	pid_t child;

	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(out), 0);
	child = fork();
	if (child == 0) {
		close(in[1]);
		close(out[0]);
		become_program(variables, in[0], out[1]);
	}
	ck_assert_int_gt(child, 0);
	close(in[0]);
	close(out[1]);
	write_all(in[1], ask->body, client_body_len(ask));
	read_all(out[0], &text);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	/* What is made to fail may say so, or crash: its web server says 500. */
	ck_assert_msg(status == 0 || getenv("API_PRELOAD"),
		"the program ended with status %d", status);
	if (WIFEXITED(status))
		client_split_cgi(answer, text.data, text.len);
	answer->cut = status != 0;
	base_buffer_clear(&text);
	client_free_variables(variables);
}

const struct client_way client_cgi = {"cgi", open_cgi, close_cgi, send_cgi};
