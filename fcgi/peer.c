/* peer.c: asks the kernel of connections, and sets how long writes to them wait. */
#include "peer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

/* An option of a socket, 0 where it has none. */
static int
ask(int socket, int option)
{
	int value = 0;
	socklen_t len = sizeof(value);

	getsockopt(socket, SOL_SOCKET, option, &value, &len);
	return value;
}

/*
 * Unix sockets have buffers of one size, in which a piece of an answer may take
 * twice its bytes.
 */
void
peer_learn(struct peer *peer, int listener)
{
	peer->is_local = ask(listener, SO_DOMAIN) == AF_UNIX;
	if (peer->is_local)
		peer->room = (size_t)ask(listener, SO_SNDBUF) / 4;
}

bool
peer_has_gone(void *context)
{
	const struct peer *peer = context;
	struct pollfd look = {
	    .fd = peer->fd, .events = peer->is_local ? 0 : POLLRDHUP};

	return poll(&look, 1, 0) > 0 &&
	    (look.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

void
peer_be_patient(const struct peer *peer)
{
	const struct timeval timeout = {.tv_sec = PEER_TIMEOUT};

	setsockopt(
	    peer->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	fcntl(peer->fd, F_SETFL, 0);
}
