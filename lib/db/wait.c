/* wait.c: waits for the server, but never longer than the deadline. */
#include "db/internal.h"

#include <errno.h>
#include <poll.h>

bool
db_wait(PGconn *conn, int64_t deadline)
{
	struct pollfd fd = {.fd = PQsocket(conn), .events = POLLIN};
	int64_t left;
	int ready;

	while (PQisBusy(conn)) {
		left = (deadline - base_time_steady()) / 1000;
		if (left <= 0)
			return false;
		ready = poll(&fd, 1, (int)left);
		if (ready < 0 && errno != EINTR)
			return false;
		/* On a broken connection there is a result that says so. */
		if (ready > 0 && !PQconsumeInput(conn))
			return true;
	}
	return true;
}
