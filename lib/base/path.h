/* path.h: what can be done with a file, before anybody has to. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

/*
 * Whether we can open the file for appending, or make it where there is none;
 * nothing is made. False leaves the reason in errno.
 */
bool base_path_is_writable(const char *path);

#endif
