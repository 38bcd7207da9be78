/* base_sandbox.c: what a process may and may not ask of the kernel in the sandbox. */
#include "base/sandbox.h"

#include "base/process.h"
#include "unit/lines.h"
#include "unit/suites.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(HAVE_SECCOMP) && !PROCESS_IS_SANITIZED

#define PAGE 4096
#define MAP_ANON_PRIVATE MAP_PRIVATE | MAP_ANONYMOUS

/* Attempts: 0 when the kernel does it, else its reason. */
static int
reason_of(long result)
{
	return result < 0 ? errno : 0;
}

static int
map(int protection)
{
	return mmap(NULL, PAGE, protection, MAP_ANON_PRIVATE, -1, 0) ==
			MAP_FAILED ?
		errno :
		0;
}

static int
try_listen(void)
{
	struct sockaddr_in here = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof(here)) < 0)
		return -1;
	return reason_of(listen(fd, 1));
}

static int
try_raw(void)
{
	return reason_of(socket(AF_PACKET, SOCK_RAW, 0));
}

static int
try_writable_code(void)
{
	return map(PROT_READ | PROT_WRITE | PROT_EXEC);
}

static int
try_make_executable(void)
{
	void *page = mmap(
		NULL, PAGE, PROT_READ | PROT_WRITE, MAP_ANON_PRIVATE, -1, 0);

	return reason_of(mprotect(page, PAGE, PROT_READ | PROT_EXEC));
}

static int
try_namespace(void)
{
	return reason_of(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0));
}

static int
try_kill_other(void)
{
	return reason_of(kill(getppid(), SIGURG));
}

static int
try_type_at_terminal(void)
{
	return reason_of(ioctl(0, TIOCSTI, "x"));
}

static int
try_raise_limit(void)
{
	const struct rlimit limit = {1, 1};

	return reason_of(setrlimit(RLIMIT_CORE, &limit));
}

static int
try_be_dumped(void)
{
	return reason_of(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static const struct {
	int (*attempt)(void);
} refused[] = {
	{try_listen},
	{try_raw},
	{try_writable_code},
	{try_make_executable},
	{try_namespace},
	{try_kill_other},
	{try_type_at_terminal},
	{try_raise_limit},
	{try_be_dumped},
};

static int
try_execute(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return errno;
}

static int
try_trace(void)
{
	return reason_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
try_read_other(void)
{
	char byte;
	struct iovec into = {&byte, 1};

	return reason_of(process_vm_readv(getppid(), &into, 1, &into, 1, 0));
}

static int
try_be_another(void)
{
	return reason_of(setuid(getuid()));
}

static const struct {
	const char *name;
	int (*attempt)(void);
} deadly[] = {
	{"execve", try_execute},
	{"ptrace", try_trace},
	{"process_vm_readv", try_read_other},
	{"setuid", try_be_another},
};

static int
try_netlink(void)
{
	return reason_of(socket(AF_NETLINK, SOCK_RAW, 4 /* SOCK_DIAG */));
}

static int
try_resolve(void)
{
	struct addrinfo *found;

	if (getaddrinfo("localhost", "5432", NULL, &found) != 0)
		return -1;
	freeaddrinfo(found);
	return 0;
}

static int
try_load_code(void)
{
	int fd = open("/bin/true", O_RDONLY | O_CLOEXEC);

	return mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) ==
			MAP_FAILED ?
		errno :
		0;
}

static int
try_child(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(0);
	return pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
}

static int
try_look_for_process(void)
{
	return reason_of(kill(getppid(), 0));
}

/* For requests that come slowly. */
static int
try_file_in_memory(void)
{
	return reason_of(memfd_create("request", MFD_CLOEXEC));
}

static int
try_time(void)
{
	const struct timespec moment = {.tv_nsec = 1};

	return reason_of(nanosleep(&moment, NULL));
}

static const struct {
	int (*attempt)(void);
} allowed[] = {
	{try_netlink},
	{try_resolve},
	{try_load_code},
	{try_child},
	{try_look_for_process},
	{try_file_in_memory},
	{try_time},
};

/* Makes the attempt in a process of its own, in the sandbox; how it ended. */
static int
end_of(int (*attempt)(void))
{
	const char *why;
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		base_process_start();
		_exit(base_sandbox_enter(&why) ? attempt() : 250);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(what_serving_takes_is_allowed)
{
	ck_assert_int_eq(end_of(allowed[_i].attempt), 0);
}
END_TEST

START_TEST(what_a_library_can_do_without_fails)
{
	ck_assert_int_eq(end_of(refused[_i].attempt), ENOSYS);
}
END_TEST

START_TEST(what_only_an_attacker_asks_for_ends_the_process_with_a_line)
{
	lines_watch();
	ck_assert_int_eq(end_of(deadly[_i].attempt), 1);
	ck_assert(lines_next());
	assert_holds(lines_last, "\"CRITICAL\"");
	assert_holds(lines_last, deadly[_i].name);
}
END_TEST

#else

START_TEST(a_build_without_a_filter_says_so)
{
	const char *why = "";

	ck_assert(!base_sandbox_enter(&why));
	assert_holds(why, "this build");
	puts("skip  the sandbox: this build has none");
}
END_TEST

#endif

Suite *
base_sandbox_suite(void)
{
	const struct suite_test tests[] = {
#if defined(HAVE_SECCOMP) && !PROCESS_IS_SANITIZED
		{what_serving_takes_is_allowed, COUNT(allowed)},
		{what_a_library_can_do_without_fails, COUNT(refused)},
		{what_only_an_attacker_asks_for_ends_the_process_with_a_line,
			COUNT(deadly)},
#else
		ONCE(a_build_without_a_filter_says_so),
#endif
	};

	return suite_of("base_sandbox", tests, COUNT(tests));
}
