/* client_worker.c: starts a FastCGI worker and asks it, a connection a request. */
#include "client.h"
#include "worker.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define RECORD_MAX 65535

/* The types of records (FastCGI 1.0, 8). */
enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS, STDIN, STDOUT };

static struct sockaddr_un address;
static socklen_t address_len;
static int listener = -1;
static pid_t worker;
static bool died;
static struct plan *plan;

struct plan *
worker_plan(void)
{
	char number[16];
	int fd;

	if (plan)
		return plan;
	/* Inherited by what we start, which finds it by its number. */
	fd = memfd_create("plan", 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, sizeof(*plan)), 0);
	plan = mmap(
		NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(plan, MAP_FAILED);
	snprintf(number, sizeof(number), "%d", fd);
	setenv(PLAN_VARIABLE, number, 1);
	return plan;
}

bool
worker_has_died(void)
{
	return died;
}

/* The child: it ends with us, and listens where libfcgi looks. */
static void
become_worker(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(listener, STDIN_FILENO);
	if (getenv("API_PRELOAD"))
		setenv("LD_PRELOAD", getenv("API_PRELOAD"), 1);
	execl(getenv("API_PROGRAM"), getenv("API_PROGRAM"), (char *)NULL);
	_exit(127);
}

static void
start_worker(void)
{
	worker = fork();
	if (worker == 0)
		become_worker();
	ck_assert_int_gt(worker, 0);
}

static void
open_worker(void)
{
	ck_assert_ptr_nonnull(getenv("API_PROGRAM"));
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* Without a name the kernel makes one that nobody has. */
	address.sun_family = AF_UNIX;
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address,
				 sizeof(address.sun_family)),
		0);
	address_len = sizeof(address);
	getsockname(listener, (struct sockaddr *)&address, &address_len);
	ck_assert_int_eq(listen(listener, 8), 0);
	start_worker();
}

static void
close_worker(void)
{
	int status;

	kill(worker, SIGTERM);
	ck_assert_int_eq(waitpid(worker, &status, 0), worker);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"the worker ended with status %d", status);
	close(listener);
}

static void
add_record(struct buffer *out, int type, const char *data, size_t len)
{
	const unsigned char header[8] = {1, (unsigned char)type, 0, 1,
		(unsigned char)(len >> 8), (unsigned char)len};

	base_buffer_add(out, (const char *)header, sizeof(header));
	base_buffer_add(out, data, len);
}

/* A stream: what there is of it, and its end. */
static void
add_stream(struct buffer *out, int type, const char *data, size_t len)
{
	size_t part;

	for (; len > 0; data += part, len -= part) {
		part = len < RECORD_MAX ? len : RECORD_MAX;
		add_record(out, type, data, part);
	}
	add_record(out, type, "", 0);
}

static void
add_length(struct buffer *out, size_t len)
{
	const unsigned char bytes[4] = {(unsigned char)(len >> 24 | 0x80),
		(unsigned char)(len >> 16), (unsigned char)(len >> 8),
		(unsigned char)len};

	base_buffer_add(out, (const char *)bytes, sizeof(bytes));
}

static void
add_params(struct buffer *out, const struct ask *ask)
{
	char **variables = client_variables(ask);
	struct buffer params = {0};
	size_t i, name;

	for (i = 0; variables[i]; i++) {
		name = strcspn(variables[i], "=");
		add_length(&params, name);
		add_length(&params, strlen(variables[i] + name + 1));
		base_buffer_add(&params, variables[i], name);
		base_buffer_puts(&params, variables[i] + name + 1);
	}
	add_stream(out, PARAMS, params.data, params.len);
	base_buffer_clear(&params);
	client_free_variables(variables);
}

static void
write_request(int fd, const struct ask *ask)
{
	static const char role[8] = {0, 1};
	struct buffer out = {0};
	size_t sent = 0;
	ssize_t put;

	add_record(&out, BEGIN_REQUEST, role, sizeof(role));
	add_params(&out, ask);
	add_stream(&out, STDIN, ask->body, client_body_len(ask));
	ck_assert(!out.failed);
	while (sent < out.len) {
		put = send(fd, out.data + sent, out.len - sent, MSG_NOSIGNAL);
		if (put <= 0)
			break;
		sent += (size_t)put;
	}
	shutdown(fd, SHUT_WR);
	base_buffer_clear(&out);
}

/* Reads so many bytes; false when the connection ends before. */
static bool
read_exactly(int fd, void *data, size_t len)
{
	char *at = data;
	ssize_t got;

	while (len > 0) {
		got = read(fd, at, len);
		if (got <= 0)
			return false;
		at += got;
		len -= (size_t)got;
	}
	return true;
}

/* Reads to the connection's end; whether the request's came before it. */
static bool
read_answer(int fd, struct buffer *text)
{
	unsigned char header[8];
	char data[RECORD_MAX + 255];
	bool ended = false;
	size_t len;

	while (read_exactly(fd, header, sizeof(header))) {
		len = (size_t)header[4] << 8 | header[5];
		if (!read_exactly(fd, data, len + header[6]))
			return false;
		if (header[1] == STDOUT)
			base_buffer_add(text, data, len);
		ended = ended || header[1] == END_REQUEST;
	}
	return ended;
}

/* Whether a worker lives that broke the connection after a part of an answer. */
static bool
is_cut(const struct buffer *text)
{
	/* A library of the plan notes a crash before the connection breaks. */
	return text->len > 0 && plan && !plan->crashed[0];
}

/*
 * A worker that dies of a request leaves an answer of status 0, as its web
 * server would say 500, and is replaced.
 */
static void
send_worker(const struct ask *ask, struct answer *answer)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), status;
	struct buffer text = {0};
	bool ended;

	ck_assert_int_eq(
		connect(fd, (struct sockaddr *)&address, address_len), 0);
	write_request(fd, ask);
	ended = read_answer(fd, &text);
	close(fd);
	answer->cut = !ended && is_cut(&text);
	died = !ended && !answer->cut;
	if (died) {
		ck_assert_int_eq(waitpid(worker, &status, 0), worker);
		answer->status = 0;
		start_worker();
	} else {
		client_split_cgi(answer, text.data, text.len);
	}
	base_buffer_clear(&text);
}

const struct client_way client_worker = {
	"worker",
	open_worker,
	close_worker,
	send_worker,
};
