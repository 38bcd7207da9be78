/* setting_file.h: a file of KEY=value lines, and nothing of it left behind. */
#ifndef BASE_SETTING_FILE_H
#define BASE_SETTING_FILE_H

#include "base/error.h"

#include <stdbool.h>

/* The file at work; all zero is none. */
struct setting_file {
	char *text; /* cut into strings */
	char *rest; /* what is still to be read */
	int line;
};

enum setting_line { SETTING_LINE_PAIR, SETTING_LINE_END, SETTING_LINE_BROKEN };

/* Reads a file of 64 KiB at most, which is text. False with errno. */
bool
base_setting_file_open(struct setting_file *file, const char *path) MUST_CHECK;

/*
 * The next line that is neither blank nor a comment, as a name and a value
 * without the blanks around it and one pair of quotes. They live until the
 * close. file->line counts.
 */
enum setting_line base_setting_file_next(
    struct setting_file *file, const char **name, const char **value);

/* Wipes the text, and frees it. */
void base_setting_file_close(struct setting_file *file);

#endif
