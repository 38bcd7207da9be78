/* file.c: makes, checks and replaces the file of counters. */
#include "metric/file.h"

#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "todo-api metrics"
#define BESIDE 1100 /* room for the path, of 1024 bytes at most, and ".new" */
#define LOCK_MAX TIME_SECOND
#define REPLACED_MAX 100 /* times that others may be faster */

/* A file of another version is replaced, one of somebody else's is not. */
enum state { USABLE, OUTDATED, FOREIGN };

/* Whether the file is one of ours, and of this version. */
static enum state
judge(int fd, const struct metric_header *wanted)
{
	struct metric_header found;
	ssize_t got = pread(fd, &found, sizeof(found), 0);

	if (got == 0)
		return OUTDATED; /* just made */
	if (got != (ssize_t)sizeof(found) ||
	    memcmp(found.magic, wanted->magic, sizeof(found.magic)) != 0)
		return FOREIGN;
	return memcmp(&found, wanted, sizeof(found)) == 0 ? USABLE : OUTDATED;
}

/*
 * Waits for whoever is opening the same file, but not for ever: a process that
 * was stopped in the middle shall not stop us too.
 */
static bool
lock(int fd)
{
	int64_t until = base_time_steady() + LOCK_MAX;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		if (base_time_steady() > until) {
			errno = ETIMEDOUT;
			return false;
		}
		poll(NULL, 0, 5);
	}
	return true;
}

/* Whether the path still leads to the file, which others may have replaced. */
static bool
is_current(int fd, const char *path)
{
	struct stat mine, theirs;

	return fstat(fd, &mine) == 0 && stat(path, &theirs) == 0 &&
	    mine.st_ino == theirs.st_ino && mine.st_dev == theirs.st_dev;
}

/* Closes and says no, with the errno of the reason. */
static int
give_up(int fd, int reason)
{
	close(fd);
	errno = reason;
	return -1;
}

/* The file, locked and in its place; -1 with errno set when that cannot be. */
static int
open_locked(const char *path)
{
	struct stat st;
	int fd, tries;

	for (tries = 0; tries < REPLACED_MAX; tries++) {
		fd = open(path,
		    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		    0660);
		if (fd < 0)
			return -1;
		if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
			return give_up(fd, EINVAL);
		if (!lock(fd))
			return give_up(fd, errno);
		if (is_current(fd, path))
			return fd;
		close(fd);
	}
	errno = EBUSY;
	return -1;
}

/* Allocates all of the file: a full disk shows here, not at an access. */
static bool
allocate(int fd, uint64_t size)
{
	errno = posix_fallocate(fd, 0, (off_t)size);
	return errno == 0;
}

/* Writes a new file beside the path and puts it in its place; its descriptor,
 * or -1 with errno set. */
static int
replace(const char *path, const struct metric_header *header)
{
	char beside[BESIDE];
	int fd, reason;

	snprintf(beside, sizeof(beside), "%s.new", path);
	unlink(beside);
	fd = open(beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	if (fd < 0)
		return -1;
	/* Both pools' users count in it, whatever the umask says. */
	if (fchmod(fd, 0660) == 0 && allocate(fd, header->size) &&
	    pwrite(fd, header, sizeof(*header), 0) ==
		(ssize_t)sizeof(*header) &&
	    rename(beside, path) == 0)
		return fd;
	reason = errno;
	unlink(beside);
	return give_up(fd, reason);
}

int
metric_file_open(
    const char *path, struct metric_header header, char *why, size_t size)
{
	int old = open_locked(path), fd = -1;
	enum state state;

	memcpy(header.magic, MAGIC, sizeof(header.magic));
	state = old < 0 ? OUTDATED : judge(old, &header);
	if (old >= 0 && state == OUTDATED)
		fd = replace(path, &header);
	else if (state == USABLE && allocate(old, header.size))
		fd = old;
	if (fd < 0)
		snprintf(why, size, "%s: %s", path,
		    state == FOREIGN ? "is no file of metrics" :
				       strerror(errno));
	if (old >= 0 && old != fd)
		close(old);
	return fd;
}

void
metric_file_close(int fd)
{
	/* A mapping keeps the file open, and with it the lock. */
	flock(fd, LOCK_UN);
	close(fd);
}
