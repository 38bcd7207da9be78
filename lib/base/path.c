/* path.c: asks for the rights to a file, without making it. */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Whether a file can be made in the folder that the path is in. */
static bool
can_be_made(const char *path)
{
	char folder[PATH_MAX];
	char *slash;

	if (snprintf(folder, sizeof(folder), "%s", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	slash = strrchr(folder, '/');
	if (!slash)
		return access(".", W_OK | X_OK) == 0;
	slash[slash == folder] = '\0';
	return access(folder, W_OK | X_OK) == 0;
}

bool
base_path_is_writable(const char *path)
{
	/* A fifo without a reader is as good as one with. */
	int fd = open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		return close(fd) == 0;
	if (errno == ENXIO)
		return true;
	return *path && errno == ENOENT && can_be_made(path);
}
