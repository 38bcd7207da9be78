/* process.c: starts a program, feeds it and takes what it says. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* The exit status of a child. */
static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
read_all(int fd, struct buffer *out)
{
	char data[4096];
	ssize_t got;

	while ((got = read(fd, data, sizeof(data))) > 0 ||
	    (got < 0 && errno == EINTR)) {
		if (got > 0)
			base_buffer_add(out, data, (size_t)got);
	}
}

/* Starts the program; 0 or the error's number. */
static int
start(pid_t *pid, const char *const argv[], int in, int out)
{
	posix_spawn_file_actions_t actions;
	int err = posix_spawn_file_actions_init(&actions);

	if (err)
		return err;
	if (in >= 0)
		err = posix_spawn_file_actions_adddup2(
		    &actions, in, STDIN_FILENO);
	if (!err && out >= 0)
		err = posix_spawn_file_actions_adddup2(
		    &actions, out, STDOUT_FILENO);
	/* posix_spawnp(3) promises to change neither the list nor its words. */
	if (!err)
		err = posix_spawnp(pid, argv[0], &actions, NULL,
		    (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return err;
}

/* What the result is when the program could not be started. */
static int
not_started(int err)
{
	return err == ENOENT || err == EACCES ? PROCESS_NOT_FOUND : -1;
}

static int
run_piped(const char *const argv[], struct text input, struct buffer *out)
{
	int in[2], from[2], err;
	pid_t pid;

	if (input.len > PROCESS_INPUT_MAX || pipe2(in, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(from, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return -1;
	}
	err = start(&pid, argv, in[0], from[1]);
	close(in[0]);
	close(from[1]);
	/* Goes in at once, pipe(7); fails if the program has ended already. */
	if (!err && write(in[1], input.data, input.len) < 0)
		errno = 0;
	close(in[1]);
	if (!err)
		read_all(from[0], out);
	close(from[0]);
	return err ? not_started(err) : wait_for(pid);
}

int
admin_process_run(
    const char *const argv[], struct text input, struct buffer *out)
{
	pid_t pid;
	int err;

	if (out)
		return run_piped(argv, input, out);
	err = start(&pid, argv, -1, -1);
	return err ? not_started(err) : wait_for(pid);
}
