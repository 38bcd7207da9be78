/* temp.c: makes a temporary directory and removes it at exit. */
#include "support/temp.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[64];
static pid_t owner;

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
clean_up(void)
{
	/* A child that the test forked leaves the files to the test. */
	if (getpid() == owner)
		nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void
temp_path(const char *name, char path[TEMP_PATH])
{
	if (owner != getpid()) {
		snprintf(directory, sizeof(directory), "/tmp/todo-unit.XXXXXX");
		ck_assert_ptr_nonnull(mkdtemp(directory));
		owner = getpid();
		atexit(clean_up);
	}
	snprintf(path, TEMP_PATH, "%s/%s", directory, name);
}

void
temp_write(
	const char *name, const char *content, size_t len, char path[TEMP_PATH])
{
	FILE *file;

	temp_path(name, path);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(content, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

size_t
temp_read(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t len;

	ck_assert_ptr_nonnull(file);
	len = fread(out, 1, size - 1, file);
	out[len] = '\0';
	fclose(file);
	return len;
}
