/* setting.c: reads the settings by the list and checks each one. */
#include "base/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX 65536 /* bytes of a settings file */

enum kind { TEXT, HIDDEN, NUMBER, CHOICE, FLAG };

struct row {
	enum kind kind;
	size_t offset;
	const char *name;
	const char *fallback;
	long min, max;
	const char *hint;
};

#define ROW(kind, member, name, fallback, min, max, hint, about)            \
	{kind, offsetof(struct settings, member), name, fallback, min, max, \
	    hint},
static const struct row rows[] = {SETTING_LIST(ROW)};
#undef ROW

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static bool
read_text(const struct row *row, const char *value, void *member)
{
	size_t len = strlen(value);

	if (value != row->fallback &&
	    (len < (size_t)row->min || len > (size_t)row->max))
		return false;
	*(const char **)member = value;
	return true;
}

static bool
read_number(const struct row *row, const char *value, void *member)
{
	char *end;
	long number;

	if (*value == '\0' || value[strspn(value, "0123456789")] != '\0')
		return false;
	errno = 0;
	number = strtol(value, &end, 10);
	if (errno || number < row->min || number > row->max)
		return false;
	*(long *)member = number;
	return true;
}

static bool
read_choice(const struct row *row, const char *value, void *member)
{
	const char *word = row->hint;
	size_t len;
	int place;

	for (place = 0; *word; place++) {
		len = strcspn(word, " ");
		if (strlen(value) == len && memcmp(value, word, len) == 0) {
			*(int *)member = place;
			return true;
		}
		word += len + strspn(word + len, " ");
	}
	return false;
}

static bool
read_flag(const char *value, void *member)
{
	*(bool *)member = strcmp(value, "true") == 0;
	return *(bool *)member || strcmp(value, "false") == 0;
}

static bool
read_value(const struct row *row, const char *value, void *member)
{
	switch (row->kind) {
	case TEXT:
	case HIDDEN:
		return read_text(row, value, member);
	case NUMBER:
		return read_number(row, value, member);
	case CHOICE:
		return read_choice(row, value, member);
	case FLAG:
		return read_flag(value, member);
	}
	return false;
}

/* Says what a setting should be; a secret's value never appears. */
static void
explain(const struct row *row, char *why, size_t size)
{
	switch (row->kind) {
	case TEXT:
	case HIDDEN:
		snprintf(why, size, "%s: should be %s, %ld to %ld bytes long",
		    row->name, row->hint, row->min, row->max);
		break;
	case NUMBER:
		snprintf(why, size,
		    "%s: should be a number from %ld to %ld (%s)", row->name,
		    row->min, row->max, row->hint);
		break;
	case CHOICE:
	case FLAG:
		snprintf(why, size, "%s: should be %s%s", row->name,
		    row->kind == CHOICE ? "one of " : "", row->hint);
		break;
	}
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

static const struct row *
find_row(const char *name)
{
	size_t i;

	for (i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

/* Takes one line of the file; false when it is no known KEY=value. */
static bool
take_line(char *line, const char *values[], int number, char *why, size_t size)
{
	const struct row *row;
	char *equals;

	line += strspn(line, " \t\r");
	if (*line == '\0' || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (!equals) {
		snprintf(why, size,
		    "settings file, line %d: should be KEY=value", number);
		return false;
	}
	*equals = '\0';
	line[strcspn(line, " \t")] = '\0';
	row = find_row(line);
	if (!row) {
		snprintf(why, size,
		    "settings file, line %d: unknown setting %s", number, line);
		return false;
	}
	if (values[row - rows]) {
		snprintf(why, size, "settings file, line %d: %s is given twice",
		    number, line);
		return false;
	}
	values[row - rows] = trim(equals + 1);
	return true;
}

/* The whole file as one string, or NULL with the reason in errno. */
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
		free(data);
		return NULL;
	}
	data[got] = '\0';
	return data;
}

static bool
take_file(
    struct settings *settings, const char *values[], char *why, size_t size)
{
	const char *path = getenv("TODO_API_CONFIG");
	char *line, *rest;
	int number = 0;

	if (!path || *path == '\0')
		return true;
	settings->file = slurp(path);
	if (!settings->file) {
		snprintf(why, size, "TODO_API_CONFIG: cannot read %s: %s", path,
		    strerror(errno));
		return false;
	}
	rest = settings->file;
	while ((line = strsep(&rest, "\n"))) {
		if (!take_line(line, values, ++number, why, size))
			return false;
	}
	return true;
}

bool
base_setting_load(struct settings *settings, char *why, size_t size)
{
	const char *values[ROWS] = {0}, *value;
	size_t i;

	*settings = (struct settings){0};
	if (!take_file(settings, values, why, size))
		return false;
	for (i = 0; i < ROWS; i++) {
		value = getenv(rows[i].name);
		if (!value || *value == '\0')
			value = values[i];
		if (!value || *value == '\0')
			value = rows[i].fallback;
		if (value &&
		    read_value(
			&rows[i], value, (char *)settings + rows[i].offset))
			continue;
		explain(&rows[i], why, size);
		return false;
	}
	return true;
}

void
base_setting_default(struct settings *settings)
{
	size_t i;

	*settings = (struct settings){0};
	for (i = 0; i < ROWS; i++) {
		if (rows[i].fallback)
			read_value(&rows[i], rows[i].fallback,
			    (char *)settings + rows[i].offset);
	}
}

void
base_setting_clear(struct settings *settings)
{
	free(settings->file);
	*settings = (struct settings){0};
}
