/* backlog.c: asks the kernel for the queue of a listening socket. */
#include "backlog.h"

#include "base/log.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int socket_fd = -1, diag_fd = -1, open_errno;
static uint32_t inode; /* of a Unix socket; 0: it is none */

void
backlog_open(int listener)
{
	int domain = AF_UNSPEC;
	socklen_t len = sizeof(domain);
	struct stat stat;

	socket_fd = listener;
	if (getsockopt(listener, SOL_SOCKET, SO_DOMAIN, &domain, &len) != 0 ||
	    domain != AF_UNIX || fstat(listener, &stat) != 0)
		return;
	inode = (uint32_t)stat.st_ino;
	diag_fd =
	    socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	open_errno = errno;
}

/* Asks for the lengths of the queues of a Unix socket (sock_diag(7)). */
static bool
ask(void)
{
	const struct {
		struct nlmsghdr header;
		struct unix_diag_req body;
	} question = {
	    .header = {.nlmsg_len = sizeof(question),
		.nlmsg_type = SOCK_DIAG_BY_FAMILY,
		.nlmsg_flags = NLM_F_REQUEST},
	    .body = {.sdiag_family = AF_UNIX,
		.udiag_states = UINT32_MAX,
		.udiag_ino = inode,
		.udiag_show = UDIAG_SHOW_RQLEN,
		.udiag_cookie = {UINT32_MAX, UINT32_MAX}},
	};

	if (diag_fd < 0)
		errno = open_errno;
	return diag_fd >= 0 &&
	    send(diag_fd, &question, sizeof(question), 0) ==
	    (ssize_t)sizeof(question);
}

/* The answer, which is there when the question is sent; -1: there is none. */
static long
read_answer(void)
{
	struct {
		struct nlmsghdr header;
		struct unix_diag_msg body;
		struct rtattr attribute;
		struct unix_diag_rqlen queues;
		char rest[256];
	} answer;
	ssize_t got = recv(diag_fd, &answer, sizeof(answer), MSG_DONTWAIT);
	const size_t least = offsetof(__typeof__(answer), rest);

	if (got < 0)
		return -1;
	errno = EPROTO;
	if ((size_t)got < least ||
	    answer.header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    answer.attribute.rta_type != UNIX_DIAG_RQLEN)
		return -1;
	return (long)answer.queues.udiag_rqueue;
}

/* What waits at a TCP socket: of a listening one tcpi_unacked is that. */
static long
count_tcp(void)
{
	struct tcp_info info = {0};
	socklen_t len = sizeof(info);

	if (getsockopt(socket_fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
		return -1;
	return (long)info.tcpi_unacked;
}

long
backlog_count(void)
{
	static bool told;
	long count = -1;

	if (inode == 0)
		count = count_tcp();
	else if (ask())
		count = read_answer();
	if (count < 0 && !told) {
		told = true;
		base_log(LOG_WARNING,
		    "HASH_QUEUE_MAX: what waits cannot be counted: %s",
		    strerror(errno));
	}
	return count < 0 ? 0 : count;
}
