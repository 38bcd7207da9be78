/* setting_file.c: reads a settings file, line by line, from memory. */
#include "base/setting_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX 65536 /* bytes */

/* The text is cut into strings: its length is that of the memory. */
static void
wipe(char *data)
{
	if (data)
		explicit_bzero(data, FILE_MAX + 1);
	free(data);
}

/* The whole file as one string in FILE_MAX + 1 bytes, or NULL with errno. */
static char *
slurp(const char *path)
{
	char *data = malloc(FILE_MAX + 1);
	ssize_t got = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (data && fd >= 0)
		got = read(fd, data, FILE_MAX + 1);
	if (got > FILE_MAX || (got > 0 && memchr(data, '\0', (size_t)got))) {
		errno = got > FILE_MAX ? EFBIG : EILSEQ;
		got = -1;
	}
	if (fd >= 0)
		close(fd);
	if (got < 0) {
		wipe(data);
		return NULL;
	}
	data[got] = '\0';
	return data;
}

bool
base_setting_file_open(struct setting_file *file, const char *path)
{
	file->text = file->rest = slurp(path);
	file->line = 0;
	return file->text != NULL;
}

/* Drops blanks around a value and one pair of quotes around what is left. */
static char *
trim(char *value)
{
	size_t len;

	value += strspn(value, " \t");
	len = strlen(value);
	while (len && strchr(" \t\r", value[len - 1]))
		value[--len] = '\0';
	if (len >= 2 && strchr("\"'", value[0]) && value[len - 1] == value[0]) {
		value[len - 1] = '\0';
		value++;
	}
	return value;
}

enum setting_line
base_setting_file_next(
    struct setting_file *file, const char **name, const char **value)
{
	char *line, *equals;

	while ((line = strsep(&file->rest, "\n"))) {
		file->line++;
		line += strspn(line, " \t\r");
		if (*line == '\0' || *line == '#')
			continue;
		equals = strchr(line, '=');
		if (!equals)
			return SETTING_LINE_BROKEN;
		*equals = '\0';
		line[strcspn(line, " \t")] = '\0';
		*name = line;
		*value = trim(equals + 1);
		return SETTING_LINE_PAIR;
	}
	return SETTING_LINE_END;
}

void
base_setting_file_close(struct setting_file *file)
{
	wipe(file->text);
	*file = (struct setting_file){0};
}
