/* worker.c: accepts connections and answers one request on each. */
#include "worker.h"

#include "arrival.h"
#include "api/exchange.h"
#include "api/upkeep.h"
#include "backlog.h"
#include "base/log.h"
#include "base/time.h"
#include "peer.h"
#include "signals.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LISTENER 0
#define SLICE 65536 /* bytes of an answer that are written at once */
/* What a slow reader may keep us waiting in all, once others wait. */
#define PATIENCE (30 * TIME_SECOND)
#define TICK 1000 /* milliseconds between looks at what else there is to do */
#define EVENTS 16 /* connections that are looked at at once */
#define PARAMS_MOST (2 << 20) /* bytes of a request beside its body */

struct worker {
	struct api *api;
	FCGX_Request fcgi;
	struct api_exchange exchange;
	struct api_upkeep upkeep;
	struct arrivals arrivals;
	struct peer peer; /* of the request in hand */
	struct signals signals;
};

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

static long
count_waiting(void *context)
{
	(void)context;
	return backlog_count();
}

/*
 * Writes a piece of an answer, and adds up what that took. False: the peer is
 * gone, or so slow that others have waited long enough for this worker.
 */
static bool
put(struct worker *worker, struct text piece, int64_t *spent)
{
	int64_t start;
	size_t len;

	for (; piece.len > 0; piece.data += len, piece.len -= len) {
		len = piece.len < SLICE ? piece.len : SLICE;
		start = base_time_steady();
		if (FCGX_PutStr(piece.data, (int)len, worker->fcgi.out) < 0) {
			base_log(
			    LOG_WARNING, "the web server hung up on an answer");
			return false;
		}
		*spent += base_time_steady() - start;
		if (*spent > PATIENCE && count_waiting(worker) > 0) {
			base_log(LOG_WARNING,
			    "an answer is read too slowly: others wait");
			return false;
		}
	}
	return true;
}

/* Writes an answer that begins with the piece; whether it came to its end. */
static bool
put_answer(struct worker *worker, struct text piece)
{
	struct api_exchange *exchange = &worker->exchange;
	int64_t spent = 0;

	for (; piece.len > 0; piece = api_exchange_more(exchange)) {
		if (!put(worker, piece, &spent))
			return false;
	}
	if (exchange->is_cut)
		return false;
	if (FCGX_FClose(worker->fcgi.out) == 0)
		return true;
	base_log(LOG_WARNING, "the web server hung up on an answer");
	return false;
}

/*
 * Reads what arrived, answers and writes one request. True when the peer has sent
 * all that it will, and reads all of ours even after a close.
 */
static bool
answer(struct worker *worker, const struct arrival *arrival)
{
	FCGX_Request *fcgi = &worker->fcgi;
	const struct http_source source = {read_stream, fcgi->in};
	struct http_request req;
	struct text piece;
	bool is_whole, is_sent;

	http_request_init(&req, fcgi->envp);
	piece =
	    api_exchange_answer(&worker->exchange, worker->api, &req, source);
	is_whole =
	    req.body_state == HTTP_BODY_WHOLE && FCGX_GetChar(fcgi->in) == EOF;
	fcgi->ipcFd = arrival->fd;
	if (piece.len > worker->peer.room || worker->exchange.is_long)
		peer_be_patient(&worker->peer);
	/* The end of the last stream goes out with the end of the request. */
	FCGX_FClose(fcgi->err);
	is_sent = put_answer(worker, piece);
	/* No web server looks at the status of the request's end: without an end
	 * it breaks its client's connection. */
	if (!is_sent)
		shutdown(arrival->fd, SHUT_RDWR);
	api_exchange_end(&worker->exchange);
	return !is_sent || (is_whole && worker->peer.is_local);
}

/*
 * Lets the library read the request, from the connection or its copy. It is
 * handed a descriptor, by two fields that it keeps for itself, because its own
 * accept loses signals and waits for ever on a silent peer. All has arrived that
 * it should ask for; else it is refused, as the connection does not block. False,
 * and closed, when that was no request: a broken or silent peer.
 */
static bool
read_request(FCGX_Request *fcgi, const struct arrival *arrival)
{
	int fd = arrival->fd;

	fcgi->ipcFd = arrival->copy < 0 ? fd : arrival->copy;
	fcgi->keepConnection = 1; /* or FCGX_Accept_r would close it at once */
	if (!arrival->silent && !arrival->broken && FCGX_Accept_r(fcgi) >= 0)
		return true;
	/* The library has closed what it was given. */
	if (arrival->silent || arrival->broken || arrival->copy >= 0)
		close(fd);
	if (arrival->copy >= 0 && arrival->broken)
		close(arrival->copy);
	fcgi->ipcFd = -1;
	fcgi->keepConnection = 0;
	return false;
}

/* Serves one request that has arrived, or gives it up. */
static void
serve(struct worker *worker, struct arrival *arrival)
{
	FCGX_Request *fcgi = &worker->fcgi;
	bool is_over;

	api_exchange_begin();
	if (!read_request(fcgi, arrival)) {
		base_log(LOG_WARNING, "%s",
		    arrival->broken ? "no memory for a request that arrived" :
				      "a connection brought no request");
		api_exchange_drop();
		return;
	}
	worker->peer.fd = arrival->fd;
	/* The library would wait for the peer's close, and the worker with it. */
	is_over = answer(worker, arrival);
	fcgi->keepConnection = 1;
	FCGX_Finish_r(fcgi);
	arrival_close(&worker->arrivals, arrival, is_over);
	fcgi->ipcFd = -1;
	fcgi->keepConnection = 0;
}

/*
 * Serves what has arrived, if anything has. What is still coming counts as one
 * request in hand.
 */
static void
serve_next(struct worker *worker, bool is_there, struct arrival *next)
{
	if (is_there)
		serve(worker, next);
	if (arrival_is_coming(&worker->arrivals))
		api_exchange_begin();
	else if (!is_there)
		api_exchange_drop();
}

/*
 * Waits up to so many milliseconds for a connection, more of a request or a
 * signal, and serves what is whole by then.
 */
static void
look(struct worker *worker, int timeout)
{
	struct epoll_event events[EVENTS];
	struct arrival next;
	int i, count;

	count = epoll_pwait(worker->arrivals.poller, events, EVENTS, timeout,
	    &worker->signals.open);
	for (i = 0; i < count; i++)
		if (events[i].data.fd != LISTENER)
			serve_next(worker,
			    arrival_look(
				&worker->arrivals, events[i].data.fd, &next),
			    &next);
	while (arrival_overdue(&worker->arrivals, &next))
		serve_next(worker, true, &next);
}

/* A poller that wakes one worker of the pool per connection; -1 on failure. */
static int
open_poller(void)
{
	struct epoll_event event = {
	    .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = LISTENER};
	int poller = epoll_create1(EPOLL_CLOEXEC);
	int flags = fcntl(LISTENER, F_GETFL);

	if (poller < 0 || flags < 0 ||
	    fcntl(LISTENER, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    epoll_ctl(poller, EPOLL_CTL_ADD, LISTENER, &event) < 0)
		return -1;
	return poller;
}

/* Takes a connection, if there is one. */
static bool
take_connection(struct worker *worker)
{
	int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct arrival next;

	if (fd >= 0) {
		api_exchange_begin();
		serve_next(
		    worker, arrival_add(&worker->arrivals, fd, &next), &next);
		return true;
	}
	if (errno == EAGAIN) {
		api_upkeep_idle(worker->api, &worker->upkeep);
	} else if (errno != EINTR && errno != ECONNABORTED) {
		/* Out of descriptors, say: not a thing to spin on. */
		base_log(LOG_ERROR, "accept: %s", strerror(errno));
		poll(NULL, 0, TICK);
	}
	return false;
}

static void
loop(struct worker *worker)
{
	bool took;

	while (!signals_say_stop()) {
		took = take_connection(worker);
		if (!took || worker->arrivals.count > 0)
			look(worker, took ? 0 : TICK);
		signals_take(&worker->signals);
	}
	/* Others take what comes; what has begun to arrive is ours. */
	epoll_ctl(worker->arrivals.poller, EPOLL_CTL_DEL, LISTENER, NULL);
	arrival_hurry(&worker->arrivals, PEER_TIMEOUT);
	while (worker->arrivals.count > 0)
		look(worker, TICK);
	api_exchange_clear(&worker->exchange);
}

int
worker_run(struct api *api)
{
	static struct worker worker; /* large */
	const struct api_peer peer = {
	    peer_has_gone, count_waiting, &worker.peer};
	int poller;

	worker.api = api;
	signals_init(&worker.signals);
	peer_learn(&worker.peer, LISTENER);
	poller = open_poller();
	if (poller < 0 || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&worker.fcgi, -1, 0) != 0) {
		base_log(LOG_CRITICAL, "cannot start: %s", strerror(errno));
		sleep(1); /* or we would be started again and again at once */
		return 1;
	}
	arrival_init(&worker.arrivals, poller,
	    (size_t)api->settings->max_body_bytes + PARAMS_MOST);
	backlog_open(LISTENER);
	api->peer = &peer;
	base_log(LOG_INFO, "worker started");
	loop(&worker);
	base_log(LOG_INFO, "worker stopped");
	api->peer = NULL;
	close(poller);
	return 0;
}
