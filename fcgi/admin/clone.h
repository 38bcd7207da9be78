/* clone.h: where todo-admin lies: in a clone, or installed. */
#ifndef ADMIN_CLONE_H
#define ADMIN_CLONE_H

#include <limits.h>
#include <stdbool.h>

/*
 * Writes the path of a script of schema/, in the clone that this program was
 * built in or in share/todo-api/ where it was installed; false when it is in
 * neither.
 */
bool admin_clone_find_schema(char path[PATH_MAX], const char *script);

/* Writes the path of a script in share/todo-api/ beside this program's bin/. */
bool admin_clone_find_installed(char path[PATH_MAX], const char *script);

/*
 * In a clone: puts the settings of the running "make run" (its DATABASE_URL,
 * and the secret that it has made) into our environment, where they are not
 * set yet. False when this is no clone, or nothing was lent.
 */
bool admin_clone_lend_settings(void);

/* Whether this is a clone, which "make run" can serve. */
bool admin_clone_is_here(void);

#endif
