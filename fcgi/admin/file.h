/* file.h: a settings file that is replaced as a whole, or not at all. */
#ifndef ADMIN_FILE_H
#define ADMIN_FILE_H

#include "base/buffer.h"
#include "base/text.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#define FILE_SIZE_MAX 65536 /* bytes of a settings file */

/* An open file that nobody else changes by these functions meanwhile. */
struct file {
	char path[PATH_MAX]; /* without symbolic links */
	int fd;
	struct stat stat;
	struct buffer text;
};

/*
 * Opens, locks and reads a file. False, with errno set: EBUSY when another
 * process is changing it, EFBIG when it is too large. admin_file_close is due
 * in either case.
 */
bool admin_file_open(struct file *file, const char *path);

/*
 * Puts text in the file's place, with the same owner and mode: written beside
 * it, synced, and renamed, so that a reader sees the old or the new and a
 * crash leaves one of them. False with errno set; the old file stays then.
 */
bool admin_file_replace(const struct file *file, struct text text);

/* Unlocks the file, and wipes what was read of it. */
void admin_file_close(struct file *file);

/*
 * Appends text with the line of setting name set to value: where it stood, or
 * else after the line of that setting; all other lines as they are.
 */
void admin_file_set(struct buffer *out, struct text text, const char *name,
    struct text value, const char *after);

#endif
