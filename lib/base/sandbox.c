/* sandbox.c: the only file that knows libseccomp. */
#include "base/sandbox.h"

#include "base/process.h"

#if defined(HAVE_SECCOMP) && !PROCESS_IS_SANITIZED

#include "base/log.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define NAMESPACES                                                     \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | \
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

/* What serving takes, the ways of the C library and of libpq's own included. */
/* clang-format off */
static const char *const allowed[] = {
    /* files: settings of libraries, certificates, the log, the metrics */
    "access", "close", "close_range", "dup", "dup2", "dup3", "faccessat",
    "faccessat2", "fadvise64", "fallocate", "fchmod", "fcntl", "fcntl64",
    "flock", "fstat", "fstat64", "fstatat64", "fsync", "ftruncate",
    "ftruncate64", "getcwd", "getdents64", "_llseek", "lseek", "lstat",
    "lstat64", "newfstatat", "open", "openat", "pipe", "pipe2", "pread64",
    "pwrite64", "read", "readlink", "readlinkat", "readv", "rename",
    "renameat", "renameat2", "stat", "stat64", "statx", "umask", "unlink",
    "unlinkat", "write", "writev",
    /* memory */
    "brk", "madvise", "memfd_create", "mmap2", "mremap", "munmap",
    /* connections: bind is for netlink, by which the resolver asks for addresses */
    "accept", "accept4", "bind", "connect", "epoll_create1", "epoll_ctl",
    "epoll_pwait", "epoll_pwait2", "epoll_wait", "getpeername",
    "getsockname", "getsockopt", "poll", "ppoll", "pselect6", "recv",
    "recvfrom", "recvmmsg", "recvmsg", "select", "_newselect", "send",
    "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
    /* time, signals, and the process itself */
    "alarm", "arch_prctl", "clock_getres", "clock_gettime",
    "clock_nanosleep", "exit", "exit_group", "fork", "futex", "getegid",
    "geteuid", "getgid", "getgroups", "getitimer", "getpid", "getppid",
    "getrandom", "getresgid", "getresuid", "getrlimit", "getrusage",
    "gettid", "gettimeofday", "getuid", "membarrier", "nanosleep", "pause",
    "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "sched_getaffinity",
    "sched_yield", "set_robust_list", "set_tid_address", "setitimer",
    "sigaltstack", "sigreturn", "sysinfo", "time", "times", "ugetrlimit",
    "uname", "vfork", "wait4", "waitid", "waitpid",
};
/* clang-format on */

/* What nobody but an attacker asks for: it ends the process. */
/* clang-format off */
static const char *const deadly[] = {
    "add_key", "bpf", "chroot", "delete_module", "execve", "execveat",
    "finit_module", "init_module", "io_uring_setup", "kexec_load", "mount",
    "pivot_root", "process_vm_readv", "process_vm_writev", "ptrace",
    "setgid", "setns", "setresgid", "setresuid", "setuid", "swapon",
    "umount2", "unshare", "userfaultfd",
};
/* clang-format on */

/* What is allowed where bits of an argument, by its place, have a value. */
static const struct {
	const char *name;
	unsigned int place;
	uint64_t bits, value;
} conditions[] = {
    {"clone", 0, NAMESPACES, 0},
    {"mprotect", 2, PROT_EXEC, 0},
    /* Libraries are loaded late: either of them, but not both. */
    {"mmap", 2, PROT_WRITE | PROT_EXEC, 0},
    {"mmap", 2, PROT_WRITE | PROT_EXEC, PROT_WRITE},
    {"mmap", 2, PROT_WRITE | PROT_EXEC, PROT_EXEC},
    {"ioctl", 1, UINT32_MAX, FIONREAD},
    {"ioctl", 1, UINT32_MAX, FIONBIO},
    {"ioctl", 1, UINT32_MAX, TCGETS},
    {"socket", 0, UINT32_MAX, AF_UNIX},
    {"socket", 0, UINT32_MAX, AF_INET},
    {"socket", 0, UINT32_MAX, AF_INET6},
    {"socket", 0, UINT32_MAX, AF_NETLINK},
    /* Whether a process lives, and what abort does. */
    {"kill", 1, UINT32_MAX, 0},
    {"tgkill", 2, UINT32_MAX, SIGABRT},
    /* Limits may be asked for. */
    {"prlimit64", 2, UINT64_MAX, 0},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
on_refusal(int signal, siginfo_t *info, void *context)
{
	char *name = seccomp_syscall_resolve_num_arch(
	    SCMP_ARCH_NATIVE, info->si_syscall);

	(void)signal;
	(void)context;
	base_log(LOG_CRITICAL,
	    "the system call %s is none that a worker makes: it ends",
	    name ? name : "?");
	_exit(1);
}

/* Gives the calls an action; those that this machine has not are passed over. */
static bool
add_all(scmp_filter_ctx filter, uint32_t action, const char *const *names,
    size_t count)
{
	size_t i;
	int number;

	for (i = 0; i < count; i++) {
		number = seccomp_syscall_resolve_name(names[i]);
		if (number >= 0 &&
		    seccomp_rule_add(filter, action, number, 0) != 0)
			return false;
	}
	return true;
}

static bool
add_conditions(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp cmp = {.op = SCMP_CMP_MASKED_EQ};
	size_t i;
	int number;

	for (i = 0; i < COUNT(conditions); i++) {
		number = seccomp_syscall_resolve_name(conditions[i].name);
		cmp.arg = conditions[i].place;
		cmp.datum_a = conditions[i].bits;
		cmp.datum_b = conditions[i].value;
		if (number >= 0 &&
		    seccomp_rule_add_array(
			filter, SCMP_ACT_ALLOW, number, 1, &cmp) != 0)
			return false;
	}
	return true;
}

bool
base_sandbox_enter(const char **why)
{
	const struct sigaction action = {
	    .sa_sigaction = on_refusal, .sa_flags = SA_SIGINFO};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	bool ok;

	*why = "the kernel has no filter of system calls, or no memory";
	/* Who blocks the signal is killed by it. */
	ok = filter && sigaction(SIGSYS, &action, NULL) == 0 &&
	    add_all(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed)) &&
	    add_all(filter, SCMP_ACT_TRAP, deadly, COUNT(deadly)) &&
	    add_conditions(filter) && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return ok;
}

#else

bool
base_sandbox_enter(const char **why)
{
	*why = "this build has no filter of system calls";
	return false;
}

#endif
