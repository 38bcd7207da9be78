/* setting.c: reads the settings by the list and checks each one. */
#include "base/setting.h"

#include "base/setting_file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/*
 * Whether what stands before a = may be told as a setting's name: letters of one
 * case. The rest of a secret that was broken over two lines often ends in = too.
 */
static bool
is_name(const char *text)
{
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] == '\0' ||
	    text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

/* Takes what the file says. False when it is not as it should be. */
static bool
take_lines(
    struct setting_file *file, const char *values[], char *why, size_t size)
{
	const char *name, *value;
	const struct row *row;
	enum setting_line line;

	while ((line = base_setting_file_next(file, &name, &value)) ==
	    SETTING_LINE_PAIR) {
		row = find_row(name);
		if (!row || values[row - rows]) {
			snprintf(why, size,
			    row ? "settings file, line %d: %s is given twice" :
				  "settings file, line %d: unknown setting %s",
			    file->line, is_name(name) ? name : "(not shown)");
			return false;
		}
		values[row - rows] = value;
	}
	if (line == SETTING_LINE_BROKEN)
		snprintf(why, size,
		    "settings file, line %d: should be KEY=value", file->line);
	return line == SETTING_LINE_END;
}

/* Takes the file, if there is one. */
static bool
take_file(
    struct setting_file *file, const char *values[], char *why, size_t size)
{
	const char *path = getenv("TODO_API_CONFIG");

	if (!path || *path == '\0')
		return true;
	if (base_setting_file_open(file, path))
		return take_lines(file, values, why, size);
	snprintf(why, size, "TODO_API_CONFIG: cannot read %s: %s", path,
	    strerror(errno));
	return false;
}

/* Takes the secrets out of the environment, where /proc shows them, too. */
static void
forget_environment(void)
{
	char *value;
	size_t i;

	for (i = 0; i < ROWS; i++) {
		value = rows[i].kind == HIDDEN ? getenv(rows[i].name) : NULL;
		if (!value)
			continue;
		explicit_bzero(value, strlen(value));
		unsetenv(rows[i].name);
	}
}

/* Chooses each setting's value and checks it. */
static bool
choose(struct settings *settings, const char *values[], char *why, size_t size)
{
	const char *value;
	size_t i;

	for (i = 0; i < ROWS; i++) {
		settings->source[i] = SETTING_ENVIRONMENT;
		value = getenv(rows[i].name);
		if (!value || *value == '\0') {
			settings->source[i] = SETTING_FILE;
			value = values[i];
		}
		if (!value || *value == '\0') {
			settings->source[i] = SETTING_DEFAULT;
			value = rows[i].fallback;
		}
		if (value &&
		    read_value(
			&rows[i], value, (char *)settings + rows[i].offset))
			continue;
		explain(&rows[i], why, size);
		return false;
	}
	return true;
}

/* The text that a row's member points to; NULL when it is not to be kept. */
static const char **
text_of(struct settings *settings, const struct row *row)
{
	const char **text = (const char **)((char *)settings + row->offset);

	if (row->kind != TEXT && row->kind != HIDDEN)
		return NULL;
	return *text == row->fallback ? NULL : text;
}

/* Gives the settings texts of their own. False when out of memory. */
static bool
keep_texts(struct settings *settings)
{
	const char **text;
	size_t i, len;
	char *end;

	for (i = 0; i < ROWS; i++) {
		text = text_of(settings, &rows[i]);
		settings->size += text ? strlen(*text) + 1 : 0;
	}
	end = settings->texts = malloc(settings->size + 1);
	for (i = 0; i < ROWS && end; i++) {
		text = text_of(settings, &rows[i]);
		if (!text)
			continue;
		len = strlen(*text) + 1;
		*text = memcpy(end, *text, len);
		end += len;
	}
	return end != NULL;
}

bool
base_setting_load(struct settings *settings, char *why, size_t size)
{
	const char *values[ROWS] = {0};
	struct setting_file file = {0};
	bool ok;

	*settings = (struct settings){0};
	ok = take_file(&file, values, why, size) &&
	    choose(settings, values, why, size);
	if (ok && !keep_texts(settings)) {
		snprintf(why, size, "out of memory");
		ok = false;
	}
	base_setting_file_close(&file);
	if (ok)
		forget_environment();
	else /* Its texts were the file's. */
		base_setting_clear(settings);
	return ok;
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
	if (settings->texts)
		explicit_bzero(settings->texts, settings->size);
	free(settings->texts);
	*settings = (struct settings){0};
}
