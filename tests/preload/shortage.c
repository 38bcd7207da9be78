/* shortage.c: an LD_PRELOAD library that makes allocations and statements fail,
 * the libraries' own among them, as the plan of a test says. */
#include "plan.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcgiapp.h>
#include <libpq-fe.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define FRAMES 16
#define TRACE_FRAMES 8 /* that a trace names */

static struct plan none, *plan = &none;
static bool reading; /* libfcgi reads a request */

/* glibc's own names of what the library stands before. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

/* Appends where an address is: the function, if it is one's public name. */
static void
add_frame(char *trace, void *address)
{
	size_t len = strlen(trace);
	const char *file;
	Dl_info info;

	if (!dladdr(address, &info) || !info.dli_fname)
		return;
	file = strrchr(info.dli_fname, '/');
	file = file ? file + 1 : info.dli_fname;
	snprintf(trace + len, PLAN_TRACE - len, "%s%.*s:%s", len ? " " : "",
		(int)strcspn(file, "."), file,
		info.dli_sname ? info.dli_sname : "");
}

/* Writes whose call this is, the innermost first; skips our own frames. */
static void
write_trace(char trace[PLAN_TRACE], int skip)
{
	void *frames[FRAMES];
	int i, count = backtrace(frames, FRAMES);

	trace[0] = '\0';
	for (i = skip; i < count && i < skip + TRACE_FRAMES; i++)
		add_frame(trace, frames[i]);
}

/* Whether the one that is being counted is one that fails. */
static bool
fails(long nth, long count)
{
	if (nth == 0 || count < nth || (count > nth && !plan->onwards))
		return false;
	plan->failures++;
	return true;
}

static bool
fails_block(void)
{
	static bool inside;

	if (!plan->armed || inside || (reading && !plan->whole) ||
		!fails(plan->block, ++plan->blocks))
		return false;
	if (plan->failures == 1) {
		inside = true;
		write_trace(plan->failed, 3);
		inside = false;
	}
	errno = ENOMEM;
	return true;
}

static void *
keep(void *block)
{
	if (block)
		plan->living++;
	return block;
}

void *
malloc(size_t size)
{
	return fails_block() ? NULL : keep(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return fails_block() ? NULL : keep(__libc_calloc(count, size));
}

void *
realloc(void *old, size_t size)
{
	void *block;

	if (fails_block())
		return NULL;
	block = __libc_realloc(old, size);
	if (old && !block && size == 0)
		plan->living--;
	return old ? block : keep(block);
}

void *
memalign(size_t alignment, size_t size)
{
	return fails_block() ? NULL : keep(__libc_memalign(alignment, size));
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int
posix_memalign(void **block, size_t alignment, size_t size)
{
	void *made = memalign(alignment, size);

	if (!made)
		return ENOMEM;
	*block = made;
	return 0;
}

void
free(void *block)
{
	if (block)
		plan->living--;
	__libc_free(block);
}

/* The statement that is sent in place of one that fails; NULL: it does not. */
static const char *
refusal(void)
{
	static char text[128];

	if (!plan->armed || !fails(plan->statement, ++plan->statements))
		return NULL;
	snprintf(text, sizeof(text),
		"DO $$BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '%s';"
		" END$$",
		plan->state);
	return text;
}

int
FCGX_Accept_r(FCGX_Request *request)
{
	static int (*real)(FCGX_Request * request);
	int status;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "FCGX_Accept_r");
	reading = true;
	status = real(request);
	reading = false;
	return status;
}

typedef int send_params(PGconn *conn, const char *command, int count,
	const Oid *types, const char *const *values, const int *lengths,
	const int *formats, int format);
typedef int send_prepared(PGconn *conn, const char *name, int count,
	const char *const *values, const int *lengths, const int *formats,
	int format);

static send_params *real_params;
static send_prepared *real_prepared;

int
PQsendQueryParams(PGconn *conn, const char *command, int count,
	const Oid *types, const char *const *values, const int *lengths,
	const int *formats, int format)
{
	const char *instead = refusal();

	if (instead)
		return real_params(conn, instead, 0, NULL, NULL, NULL, NULL, 1);
	return real_params(
		conn, command, count, types, values, lengths, formats, format);
}

int
PQsendQueryPrepared(PGconn *conn, const char *name, int count,
	const char *const *values, const int *lengths, const int *formats,
	int format)
{
	const char *instead = refusal();

	if (instead)
		return real_params(conn, instead, 0, NULL, NULL, NULL, NULL, 1);
	return real_prepared(
		conn, name, count, values, lengths, formats, format);
}

/* Says where it was, and lets the program die of it. */
static void
on_crash(int number)
{
	plan->armed = false;
	write_trace(plan->crashed, 2);
	signal(number, SIG_DFL);
	raise(number);
}

__attribute__((constructor)) static void
open_plan(void)
{
	const char *fd = getenv(PLAN_VARIABLE);
	void *frames[1], *shared;

	*(void **)&real_params = dlsym(RTLD_NEXT, "PQsendQueryParams");
	*(void **)&real_prepared = dlsym(RTLD_NEXT, "PQsendQueryPrepared");
	/* Its first call allocates. */
	backtrace(frames, 1);
	if (!fd)
		return;
	shared = mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED,
		(int)strtol(fd, NULL, 10), 0);
	if (shared == MAP_FAILED)
		abort();
	plan = shared;
	plan->living = 0;
	signal(SIGSEGV, on_crash);
	signal(SIGABRT, on_crash);
}
