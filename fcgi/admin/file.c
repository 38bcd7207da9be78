/* file.c: rewrites a settings file line by line, and puts it in place. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUFFIX ".XXXXXX"

/* Locks the file, which must still be the one of that name then. */
static bool
lock(struct file *file)
{
	struct stat now;

	if (flock(file->fd, LOCK_EX | LOCK_NB) < 0) {
		errno = errno == EWOULDBLOCK ? EBUSY : errno;
		return false;
	}
	if (fstat(file->fd, &file->stat) < 0 || stat(file->path, &now) < 0)
		return false;
	if (now.st_ino == file->stat.st_ino && now.st_dev == file->stat.st_dev)
		return true;
	errno = EBUSY;
	return false;
}

static bool
slurp(struct file *file)
{
	ssize_t got;

	if (!base_buffer_reserve(&file->text, FILE_SIZE_MAX + 1)) {
		errno = ENOMEM;
		return false;
	}
	got = pread(file->fd, file->text.data, FILE_SIZE_MAX + 1, 0);
	if (got > FILE_SIZE_MAX) {
		errno = EFBIG;
		return false;
	}
	file->text.len = got > 0 ? (size_t)got : 0;
	return got >= 0;
}

bool
admin_file_open(struct file *file, const char *path)
{
	*file = (struct file){.fd = -1};
	if (!realpath(path, file->path))
		return false;
	file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	return file->fd >= 0 && lock(file) && slurp(file);
}

void
admin_file_close(struct file *file)
{
	if (file->text.data)
		explicit_bzero(file->text.data, file->text.cap);
	base_buffer_clear(&file->text);
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

static bool
write_all(int fd, struct text text)
{
	ssize_t sent;

	while (text.len) {
		sent = write(fd, text.data, text.len);
		if (sent < 0 && errno != EINTR)
			return false;
		if (sent > 0) {
			text.data += sent;
			text.len -= (size_t)sent;
		}
	}
	return true;
}

/* Writes a new file of the same owner and mode. */
static bool
write_new(int fd, const struct stat *like, struct text text)
{
	/* The owner first: a change of owner may clear bits of the mode. */
	if ((geteuid() != like->st_uid || getegid() != like->st_gid) &&
	    fchown(fd, like->st_uid, like->st_gid) < 0)
		return false;
	return fchmod(fd, like->st_mode & 07777) == 0 && write_all(fd, text) &&
	    fsync(fd) == 0;
}

/* Makes the new name last, as rename(2) alone does not. */
static void
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	int fd;

	snprintf(folder, sizeof(folder), "%s", path);
	strrchr(folder, '/')[1] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

bool
admin_file_replace(const struct file *file, struct text text)
{
	char path[PATH_MAX + sizeof(SUFFIX)];
	int fd, err;
	bool ok;

	snprintf(path, sizeof(path), "%s" SUFFIX, file->path);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = write_new(fd, &file->stat, text);
	err = errno;
	if (close(fd) < 0 && ok) {
		ok = false;
		err = errno;
	}
	if (ok && rename(path, file->path) == 0) {
		sync_folder(file->path);
		return true;
	}
	err = ok ? errno : err;
	unlink(path);
	errno = err;
	return false;
}

/* Whether a line sets this setting, as lib/base/setting.c reads lines. */
static bool
sets(struct text line, const char *name)
{
	const char *equals = memchr(line.data, '=', line.len);
	struct text key;

	if (!equals)
		return false;
	key = (struct text){line.data, (size_t)(equals - line.data)};
	return base_text_is(base_text_trim(key), name);
}

static void
put_line(struct buffer *out, const char *name, struct text value)
{
	base_buffer_printf(out, "%s=", name);
	base_buffer_add(out, value.data, value.len);
	base_buffer_putc(out, '\n');
}

/* The next line with its end, cut off the text. */
static struct text
next_line(struct text *text)
{
	const char *end = memchr(text->data, '\n', text->len);
	struct text line = {
	    text->data, end ? (size_t)(end - text->data) + 1 : text->len};

	text->data += line.len;
	text->len -= line.len;
	return line;
}

static bool
has_line(struct text text, const char *name)
{
	while (text.len) {
		if (sets(next_line(&text), name))
			return true;
	}
	return false;
}

void
admin_file_set(struct buffer *out, struct text text, const char *name,
    struct text value, const char *after)
{
	bool there = has_line(text, name);
	struct text line;

	while (text.len) {
		line = next_line(&text);
		if (sets(line, name)) {
			put_line(out, name, value);
			continue;
		}
		base_buffer_add(out, line.data, line.len);
		if (there || !sets(line, after))
			continue;
		if (line.data[line.len - 1] != '\n')
			base_buffer_putc(out, '\n');
		put_line(out, name, value);
	}
}
