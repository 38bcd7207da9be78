/* process.c: standard descriptors, the name, signals of failing writes, and what leaks memory. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Best effort: a kernel that lacks one of these still serves. */
static void
close_up(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	/* LeakSanitizer reads the process by ptrace, which this forbids. */
	if (!PROCESS_IS_SANITIZED)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/*
 * /proc/self/exe is the loader, where one was started with the program as its
 * argument: it has set this right.
 */
const char *
base_process_path(void)
{
	return (const char *)getauxval(AT_EXECFN);
}

/* The kernel, too, has named the process after what was started. */
static void
take_name(void)
{
	const char *path = base_process_path();
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (path)
		prctl(PR_SET_NAME, slash ? slash + 1 : path, 0, 0, 0);
}

void
base_process_start(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	base_process_start_tools();
}

void
base_process_start_tools(void)
{
	int fd;

	close_up();
	take_name();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	/* open takes the lowest free number: the one that was looked at. */
	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", O_RDWR) != fd)
			return;
	}
}
