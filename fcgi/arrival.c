/* arrival.c: collects each request, so that a slow client holds up no worker. */
#include "arrival.h"

#include "base/time.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Some web servers connect first, and hand a body on while it comes in. What is
 * whole at the first look, which is the rule, is left in the socket. The rest is
 * copied to a file in memory, for libfcgi reads a descriptor.
 */

/* The records that make a request (FastCGI 1.0, 3.3 and 8). */
#define VERSION 1
enum record { BEGIN = 1, PARAMS = 4, STDIN = 5 };

void
arrival_init(struct arrivals *all, int poller, size_t most)
{
	all->poller = poller;
	all->most = most;
	all->count = all->bytes = 0;
}

/* Whether the record that header begins is the last to wait for. */
static bool
is_last(const unsigned char header[8])
{
	bool is_empty = header[4] == 0 && header[5] == 0;

	if (header[0] != VERSION)
		return true;
	switch (header[1]) {
	case BEGIN:
	case PARAMS:
		return false;
	case STDIN:
		return is_empty;
	default: /* libfcgi's to answer */
		return true;
	}
}

/* Follows the records through len bytes more; true at the request's end. */
static bool
follow(struct arrival *it, const unsigned char *data, size_t len)
{
	size_t step;

	while (len > 0) {
		step = it->left > 0 ? it->left : sizeof(it->header) - it->have;
		if (step > len)
			step = len;
		if (it->left > 0) {
			it->left -= step;
		} else {
			memcpy(it->header + it->have, data, step);
			it->have += step;
		}
		data += step;
		len -= step;
		if (it->have < sizeof(it->header))
			continue;
		it->have = 0;
		if (is_last(it->header))
			return true;
		it->left = ((size_t)it->header[4] << 8 | it->header[5]) +
		    it->header[6];
	}
	return false;
}

/* Moves len bytes, which the chunk has already, from the socket to the copy. */
static bool
keep(struct arrivals *all, struct arrival *it, size_t len)
{
	if (it->copy < 0)
		it->copy = memfd_create("request", MFD_CLOEXEC);
	if (it->copy < 0 || write(it->copy, all->chunk, len) != (ssize_t)len ||
	    recv(it->fd, all->chunk, len, MSG_DONTWAIT) != (ssize_t)len)
		return false;
	it->bytes += len;
	all->bytes += len;
	return true;
}

/* Takes what has come; true when nothing more is to be waited for. */
static bool
take(struct arrivals *all, struct arrival *it)
{
	bool ended = false, is_left;
	ssize_t got;

	while (!ended && it->bytes <= all->most) {
		got = recv(it->fd, all->chunk, sizeof(all->chunk),
		    MSG_PEEK | MSG_DONTWAIT);
		if (got < 0)
			return errno != EAGAIN && errno != EINTR;
		if (got == 0)
			return true;
		it->silent = false;
		ended = follow(it, all->chunk, (size_t)got);
		is_left = ended && it->copy < 0;
		it->broken = !is_left && !keep(all, it, (size_t)got);
		/* There may be a password in it. */
		explicit_bzero(all->chunk, (size_t)got);
		if (is_left || it->broken)
			return true;
	}
	return true;
}

/* The same of a peer that has its answer; true when it has ended. */
static bool
drop(struct arrivals *all, struct arrival *it)
{
	ssize_t got =
	    recv(it->fd, all->chunk, sizeof(all->chunk), MSG_DONTWAIT);

	return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/* Ends holding number i; true when it is to be served. */
static bool
release(struct arrivals *all, size_t i, struct arrival *next)
{
	*next = all->held[i];
	all->held[i] = all->held[--all->count];
	all->bytes -= next->bytes;
	epoll_ctl(all->poller, EPOLL_CTL_DEL, next->fd, NULL);
	if (next->answered) {
		close(next->fd);
		return false;
	}
	if (next->copy >= 0)
		lseek(next->copy, 0, SEEK_SET);
	return true;
}

/* Gives up the one that has waited longest. */
static bool
release_oldest(struct arrivals *all, struct arrival *next)
{
	size_t i, oldest = 0;

	for (i = 1; i < all->count; i++)
		if (all->held[i].deadline < all->held[oldest].deadline)
			oldest = i;
	return release(all, oldest, next);
}

/* Holds one, which must have room. */
static void
hold(struct arrivals *all, const struct arrival *it)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = it->fd};

	epoll_ctl(all->poller, EPOLL_CTL_ADD, it->fd, &event);
	all->held[all->count++] = *it;
}

bool
arrival_add(struct arrivals *all, int fd, struct arrival *next)
{
	struct arrival it = {.fd = fd, .copy = -1, .silent = true};
	bool is_next;

	it.deadline = base_time_steady() + ARRIVAL_SECONDS * TIME_SECOND;
	if (take(all, &it)) {
		all->bytes -= it.bytes;
		if (it.copy >= 0)
			lseek(it.copy, 0, SEEK_SET);
		*next = it;
		return true;
	}
	is_next = all->count == ARRIVAL_MOST && release_oldest(all, next);
	hold(all, &it);
	return is_next;
}

bool
arrival_look(struct arrivals *all, int fd, struct arrival *next)
{
	size_t i = 0;

	while (i < all->count && all->held[i].fd != fd)
		i++;
	if (i == all->count)
		return false;
	if (all->held[i].answered ? drop(all, &all->held[i]) :
				    take(all, &all->held[i]))
		return release(all, i, next);
	return all->bytes > ARRIVAL_STORE && release_oldest(all, next);
}

bool
arrival_overdue(struct arrivals *all, struct arrival *next)
{
	int64_t now = base_time_steady();
	size_t i = 0;

	while (i < all->count) {
		if (all->held[i].deadline > now)
			i++;
		else if (release(all, i, next))
			return true;
	}
	return false;
}

bool
arrival_is_coming(const struct arrivals *all)
{
	size_t i = 0;

	while (i < all->count && all->held[i].answered)
		i++;
	return i < all->count;
}

void
arrival_hurry(struct arrivals *all, int seconds)
{
	int64_t last = base_time_steady() + seconds * TIME_SECOND;
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->held[i].deadline > last)
			all->held[i].deadline = last;
}

void
arrival_close(struct arrivals *all, struct arrival *served, bool is_over)
{
	if (served->copy >= 0)
		close(served->copy);
	if (is_over || all->count == ARRIVAL_MOST ||
	    shutdown(served->fd, SHUT_WR) < 0) {
		close(served->fd);
		return;
	}
	*served = (struct arrival){.fd = served->fd,
	    .copy = -1,
	    .answered = true,
	    .deadline = base_time_steady() + ARRIVAL_SECONDS * TIME_SECOND};
	hold(all, served);
}
