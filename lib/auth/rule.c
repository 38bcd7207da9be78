/* rule.c: reads the list of common passwords, and judges new ones. */
#include "auth/rule.h"

#include "auth/guess.h"
#include "auth/password.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keeps what is long enough to be what a password is made of. */
static void
keep_line(struct auth_rule *rule, const char *line)
{
	size_t len = strcspn(line, "\r\n");

	if (base_text_count((struct text){line, len}) < GUESS_WORD_MIN)
		return;
	base_buffer_add(&rule->common, line, len);
	base_buffer_putc(&rule->common, '\n');
}

bool
auth_rule_open(struct auth_rule *rule, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool ok;

	if (!file)
		return false;
	errno = 0;
	while (getline(&line, &room, file) >= 0)
		keep_line(rule, line);
	ok = feof(file) && !rule->common.failed;
	if (!ok && errno == 0)
		errno = ENOMEM;
	free(line);
	fclose(file);
	rule->by_length = ok;
	return ok;
}

void
auth_rule_clear(struct auth_rule *rule)
{
	base_buffer_clear(&rule->common);
	*rule = (struct auth_rule){0};
}

/* Whether it is guessed before others are: listed, or made of what is. */
static bool
is_common(const struct auth_rule *rule, struct text password)
{
	struct text unit = auth_guess_unit(password);

	return base_text_count(unit) < RULE_LENGTH_MIN ||
	    auth_guess_is_runs(unit) ||
	    auth_guess_is_listed(
		unit, (struct text){rule->common.data, rule->common.len});
}

/* Whether it is UTF-8 without U+0000. */
static bool
is_clean(struct text text)
{
	size_t i, width;

	for (i = 0; i < text.len; i += width) {
		width = base_text_step(text.data + i, text.len - i, NULL);
		if (width == 0 || text.data[i] == '\0')
			return false;
	}
	return true;
}

bool
auth_rule_accepts(const struct auth_rule *rule, struct text password)
{
	if (!rule->by_length)
		return auth_password_is_strong(password);
	return password.data && password.len <= PASSWORD_MAX &&
	    is_clean(password) &&
	    base_text_count(password) >= RULE_LENGTH_MIN &&
	    !is_common(rule, password);
}
