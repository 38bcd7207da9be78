/* cancel.c: cancels in a process of its own, so that the worker need not wait. */
#include "db/cancel.h"

#include "base/log.h"
#include "db/link.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIFE_MAX 5 /* seconds that a process has for it */

/*
 * Keeps the pipe alone, as descriptor 0: the web server waits for the end of
 * its connections, which a copy here would keep open.
 */
static void
keep_only(int pipe_end)
{
	if (dup2(pipe_end, 0) < 0)
		_exit(1);
	close_range(1, ~0U, 0);
}

/* In the process made for it: cancels, and writes a byte when that was done. */
static void
run(PGcancel *cancel, int done)
{
	char error[256];
	sigset_t none;

	keep_only(done);
	sigemptyset(&none);
	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm(LIFE_MAX);
	if (PQcancel(cancel, error, sizeof(error)) && write(0, "", 1) != 1)
		_exit(1);
	_exit(0);
}

/*
 * Starts that process, as nobody's child: no one has to wait for its end.
 * False when there can be none.
 */
static bool
start(PGcancel *cancel, int done)
{
	pid_t pid = fork(), grandchild;
	int status;

	if (pid < 0)
		return false;
	if (pid == 0) {
		grandchild = fork();
		if (grandchild == 0)
			run(cancel, done);
		_exit(grandchild < 0);
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Whether the byte came before the deadline. */
static bool
await(int done, int64_t deadline)
{
	char byte;

	return db_link_poll(done, POLLIN, deadline) &&
	    read(done, &byte, 1) == 1;
}

bool
db_cancel(PGconn *conn, int64_t deadline)
{
	PGcancel *cancel = PQgetCancel(conn);
	bool told = false;
	int done[2];

	if (cancel && pipe(done) == 0) {
		told = start(cancel, done[1]);
		close(done[1]);
		told = told && await(done[0], deadline);
		close(done[0]);
	}
	PQfreeCancel(cancel);
	if (!told)
		base_log(LOG_WARNING,
		    "database: a statement given up could not be cancelled");
	return told;
}
