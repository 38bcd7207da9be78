/* guess.c: runs, repeated units, and a listed word between digits. */
#include "auth/guess.h"

#include "auth/password.h"

#include <string.h>
#include <strings.h>

/* Along which runs go, both ways: what people type who type nothing. */
static const char *const lines[] = {
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

struct text
auth_guess_unit(struct text text)
{
	size_t len;

	for (len = 1; len <= text.len / 2; len++)
		if (strncasecmp(text.data, text.data + len, text.len - len) ==
		    0)
			return (struct text){text.data, len};
	return text;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether a line has, one after the other, these two. */
static bool
has_pair(const char *line, char first, char second)
{
	for (; *line && line[1]; line++)
		if (line[0] == first && line[1] == second)
			return true;
	return false;
}

/* How many characters at the front go along the line; there may be stutters. */
static size_t
line_length(struct text text, const char *line, bool backwards)
{
	size_t i;
	char a, b;

	for (i = 1; i < text.len; i++) {
		a = lower(text.data[i - 1]);
		b = lower(text.data[i]);
		if (a != b &&
		    !has_pair(line, backwards ? b : a, backwards ? a : b))
			break;
	}
	return i;
}

/* The length of the longest run at the front of a text that is not empty. */
static size_t
run_length(struct text text)
{
	size_t longest = 1, len, i;

	for (i = 0; i < 2 * LINES; i++) {
		len = line_length(text, lines[i / 2], i % 2);
		if (len > longest)
			longest = len;
	}
	return longest;
}

bool
auth_guess_is_runs(struct text text)
{
	size_t runs = 0, i;

	for (i = 0; i < text.len; runs++)
		i += run_length((struct text){text.data + i, text.len - i});
	return 3 * runs <= text.len;
}

/* Whether it adds nothing to the word beside it. */
static bool
is_filling(const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len && data[i] >= '0' && data[i] <= '9'; i++)
		;
	return i == len || auth_guess_is_runs((struct text){data, len});
}

/* Whether the word is in the text from one of the starts to one of the ends. */
static bool
is_between(
    struct text text, struct text word, const bool *starts, const bool *ends)
{
	size_t i;

	for (i = 0; i + word.len <= text.len; i++)
		if (starts[i] && ends[i + word.len] &&
		    strncasecmp(word.data, text.data + i, word.len) == 0)
			return true;
	return false;
}

bool
auth_guess_is_listed(struct text text, struct text list)
{
	const char *line = list.data, *end = line + list.len, *newline;
	bool starts[PASSWORD_MAX + 1] = {false},
				   ends[PASSWORD_MAX + 1] = {false};
	size_t i;

	if (text.len > PASSWORD_MAX)
		return false;
	for (i = 0; i <= text.len; i++) {
		starts[i] = is_filling(text.data, i);
		ends[i] = is_filling(text.data + i, text.len - i);
	}
	for (; line < end; line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (is_between(text,
			(struct text){line, (size_t)(newline - line)}, starts,
			ends))
			return true;
	}
	return false;
}
