/* worker.c: accepts connections and answers one request on each. */
#include "worker.h"

#include "api/exchange.h"
#include "api/upkeep.h"
#include "base/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LISTENER 0
#define PEER_TIMEOUT 5 /* seconds a web server may keep us waiting */
#define TICK 1000 /* milliseconds between looks at what else there is to do */

static volatile sig_atomic_t stopping, reopening;

static void
on_signal(int signal)
{
	if (signal == SIGHUP)
		reopening = 1;
	else
		stopping = 1;
}

/*
 * Blocks the signals that we handle; they are let in between requests only,
 * since an interrupted read or write of libfcgi loses the request. Handlers
 * that stand before FCGX_Init are left alone by it.
 */
static void
set_up_signals(sigset_t *open)
{
	static const int signals[] = {
	    SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t blocked;
	size_t i;

	sigemptyset(&blocked);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaddset(&blocked, signals[i]);
		sigaction(signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &blocked, open);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigdelset(open, signals[i]);
}

/* Lets signals in that came during a request. */
static void
take_signals(const sigset_t *open)
{
	sigset_t pending, old;

	sigpending(&pending);
	if (!sigisemptyset(&pending)) {
		sigprocmask(SIG_SETMASK, open, &old);
		sigprocmask(SIG_SETMASK, &old, NULL);
	}
	if (reopening) {
		reopening = 0;
		base_log_reopen();
	}
}

static long
read_stream(void *context, char *data, size_t len)
{
	FCGX_Stream *in = context;
	int got = FCGX_GetStr(data, (int)len, in);
	size_t left = (size_t)(in->rdNext - in->stopUnget);

	/* The library has read it into a buffer that it frees as it is. */
	if (got > 0 && (size_t)got < left)
		left = (size_t)got;
	if (got > 0)
		explicit_bzero(in->rdNext - left, left);
	return got == 0 && FCGX_GetError(in) ? -1 : got;
}

/* Whether the connection is a Unix socket. */
static bool
is_local(int fd)
{
	int domain = AF_UNSPEC;
	socklen_t len = sizeof(domain);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 &&
	    domain == AF_UNIX;
}

/*
 * Reads, answers and writes one request. True when the peer has sent all that
 * it will, and reads all of ours even after a close.
 */
static bool
answer(struct api *api, FCGX_Request *fcgi, struct api_exchange *exchange)
{
	const struct http_source source = {read_stream, fcgi->in};
	struct http_request req;
	struct text answer;

	http_request_init(&req, fcgi->envp);
	answer = api_exchange_answer(exchange, api, &req, source);
	/* The end of the last stream goes out with the end of the request. */
	FCGX_FClose(fcgi->err);
	if (FCGX_PutStr(answer.data, (int)answer.len, fcgi->out) < 0 ||
	    FCGX_FClose(fcgi->out) < 0)
		base_log(LOG_WARNING, "the web server hung up on an answer");
	api_exchange_end(exchange);
	return is_local(fcgi->ipcFd) && req.body_state == HTTP_BODY_WHOLE &&
	    FCGX_GetChar(fcgi->in) == EOF;
}

/*
 * Serves one accepted connection. The library is handed the connection, by
 * two fields that it keeps for itself, because its own accept loses signals
 * and waits for ever on a silent peer; it answers one request and closes.
 */
static void
serve(
    struct api *api, FCGX_Request *fcgi, int fd, struct api_exchange *exchange)
{
	const struct timeval timeout = {.tv_sec = PEER_TIMEOUT};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	fcgi->ipcFd = fd;
	fcgi->keepConnection = 1; /* or FCGX_Accept_r would close it at once */
	if (FCGX_Accept_r(fcgi) < 0) {
		/* It has closed the connection: a broken or silent peer. */
		base_log(LOG_WARNING, "a connection brought no request");
		api_exchange_drop();
		fcgi->ipcFd = -1;
		fcgi->keepConnection = 0;
		return;
	}
	/* The library would wait for the peer's close, and the worker with it. */
	fcgi->keepConnection = answer(api, fcgi, exchange);
	FCGX_Finish_r(fcgi);
	if (fcgi->ipcFd >= 0)
		close(fcgi->ipcFd);
	fcgi->ipcFd = -1;
	fcgi->keepConnection = 0;
}

/* Waits for a connection, a signal or the next tick. */
static void
wait_for_work(int poller, const sigset_t *open)
{
	struct epoll_event event;

	epoll_pwait(poller, &event, 1, TICK, open);
}

/* A poller that wakes one worker of the pool per connection; -1 on failure. */
static int
open_poller(void)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
	int poller = epoll_create1(EPOLL_CLOEXEC);
	int flags = fcntl(LISTENER, F_GETFL);

	if (poller < 0 || flags < 0 ||
	    fcntl(LISTENER, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    epoll_ctl(poller, EPOLL_CTL_ADD, LISTENER, &event) < 0)
		return -1;
	return poller;
}

static void
loop(struct api *api, FCGX_Request *fcgi, int poller, const sigset_t *open)
{
	struct api_exchange exchange = {0};
	struct api_upkeep upkeep = {0};
	int fd;

	while (!stopping) {
		fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0) {
			api_exchange_begin();
			serve(api, fcgi, fd, &exchange);
		} else if (errno == EAGAIN) {
			api_upkeep_idle(api, &upkeep);
			wait_for_work(poller, open);
		} else if (errno != EINTR && errno != ECONNABORTED) {
			/* Out of descriptors, say: not a thing to spin on. */
			base_log(LOG_ERROR, "accept: %s", strerror(errno));
			poll(NULL, 0, TICK);
		}
		take_signals(open);
	}
	api_exchange_clear(&exchange);
}

int
worker_run(struct api *api)
{
	FCGX_Request fcgi;
	sigset_t open;
	int poller;

	set_up_signals(&open);
	poller = open_poller();
	if (poller < 0 || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&fcgi, -1, 0) != 0) {
		base_log(LOG_CRITICAL, "cannot start: %s", strerror(errno));
		sleep(1); /* or we would be started again and again at once */
		return 1;
	}
	base_log(LOG_INFO, "worker started");
	loop(api, &fcgi, poller, &open);
	base_log(LOG_INFO, "worker stopped");
	close(poller);
	return 0;
}
