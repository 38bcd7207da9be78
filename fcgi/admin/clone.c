/* clone.c: finds the files that belong to this program, by its own path. */
#include "clone.h"

#include "base/buffer.h"
#include "base/process.h"
#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH_MAX 4 /* build/<variant>/fcgi/todo-admin and one to spare */

/* Cuts the last part off a path; false when there is none left. */
static bool
cut(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

/* Writes base/tail if such a program is there. */
static bool
is_there(char path[PATH_MAX], const char *base, const char *tail)
{
	int len = snprintf(path, PATH_MAX, "%s/%s", base, tail);

	return len > 0 && len < PATH_MAX && access(path, X_OK) == 0;
}

/* The directory of this program. */
static bool
find_own(char path[PATH_MAX])
{
	const char *own = base_process_path();

	return own && realpath(own, path) && cut(path);
}

/* Finds a program of the clone, from where we are up to its root. */
static bool
find_in_clone(char path[PATH_MAX], const char *tail)
{
	char base[PATH_MAX];
	int i;

	if (!find_own(base))
		return false;
	for (i = 0; i < DEPTH_MAX && cut(base); i++) {
		if (is_there(path, base, "fcgi/host/run.sh"))
			return is_there(path, base, tail);
	}
	return false;
}

bool
admin_clone_find_installed(char path[PATH_MAX], const char *script)
{
	char base[PATH_MAX], tail[64];

	snprintf(tail, sizeof(tail), "share/todo-api/%s", script);
	return find_own(base) && cut(base) && is_there(path, base, tail);
}

bool
admin_clone_find_schema(char path[PATH_MAX], const char *script)
{
	char tail[64];

	snprintf(tail, sizeof(tail), "schema/%s", script);
	return admin_clone_find_installed(path, tail) ||
	    find_in_clone(path, tail);
}

/* Sets what is not set; an empty setting counts as not given. */
static bool
lend(const char *name, const char *value)
{
	const char *given = getenv(name);

	return !(given && *given) && setenv(name, value, 1) == 0;
}

/* Takes libpq's variables away: they are of other databases than the clone's. */
static void
forget_libpq(void)
{
	char **entry = environ;

	while (*entry) {
		char *name = strncmp(*entry, "PG", 2) == 0 ?
		    strndup(*entry, strcspn(*entry, "=")) :
		    NULL;

		/* The list closes up where one was taken away. */
		if (!name || unsetenv(name) < 0)
			entry++;
		free(name);
	}
}

bool
admin_clone_is_here(void)
{
	char path[PATH_MAX];

	return find_in_clone(path, "fcgi/host/run.sh");
}

bool
admin_clone_lend_settings(void)
{
	const char *argv[] = {NULL, "--settings", NULL};
	struct buffer said = {0};
	char path[PATH_MAX];
	char *rest, *line, *equals;
	bool lent = false;

	if (!find_in_clone(path, "fcgi/host/run.sh"))
		return false;
	argv[0] = path;
	if (admin_process_run(argv, (struct text){0}, &said) == 0) {
		base_buffer_putc(&said, '\0');
		rest = said.failed ? NULL : said.data;
		while ((line = strsep(&rest, "\n"))) {
			equals = strchr(line, '=');
			if (!equals)
				continue;
			*equals = '\0';
			if (!lend(line, equals + 1))
				continue;
			lent = true;
			if (strcmp(line, "DATABASE_URL") == 0)
				forget_libpq();
		}
	}
	if (said.data)
		explicit_bzero(said.data, said.cap);
	base_buffer_clear(&said);
	return lent;
}
