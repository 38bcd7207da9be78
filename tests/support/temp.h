/* temp.h: files of a test, in a directory of its own. */
#ifndef SUPPORT_TEMP_H
#define SUPPORT_TEMP_H

#include <stddef.h>

#define TEMP_PATH 256 /* room for a path */

/*
 * Writes the path of a file of this name in the test's own directory, which
 * goes away with its process.
 */
void temp_path(const char *name, char path[TEMP_PATH]);

/* Writes a file of this name and its path. */
void temp_write(const char *name, const char *content, size_t len,
	char path[TEMP_PATH]);

/* Reads a file into out, of size bytes, as a string; its length. */
size_t temp_read(const char *path, char *out, size_t size);

#endif
