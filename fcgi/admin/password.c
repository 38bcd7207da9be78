/* password.c: reads from the terminal without showing, and wipes. */
#include "password.h"

#include "auth/rule.h"
#include "json/credentials.h"
#include "say.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* The signal that came while the terminal was silent, 0: none. */
static volatile sig_atomic_t caught;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

static void
on_signal(int signal)
{
	caught = signal;
}

/*
 * Reads one line, of any bytes, without its end. Unbuffered, so that no copy
 * stays in a stdio buffer. False at the end of input, on a signal, and
 * when the line is too long.
 */
static bool
read_line(struct password *line)
{
	ssize_t got;
	char byte;

	line->len = 0;
	while (!caught) {
		got = read(STDIN_FILENO, &byte, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return line->len > 0;
		if (byte == '\n')
			return true;
		if (line->len == sizeof(line->data))
			return false;
		line->data[line->len++] = byte;
	}
	return false;
}

/* Reads a line that the terminal does not show; signals wait meanwhile. */
static bool
read_unseen(const char *prompt, struct password *line)
{
	struct sigaction action = {.sa_handler = on_signal}, old[SIGNALS];
	struct termios shown, unseen;
	bool ok = false;
	size_t i;

	caught = 0;
	if (tcgetattr(STDIN_FILENO, &shown) < 0)
		return false;
	unseen = shown;
	unseen.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	for (i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, &old[i]);
	/* What was typed before the question is dropped. */
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0) {
		fputs(prompt, stderr);
		ok = read_line(line);
	}
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	for (i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &old[i], NULL);
	if (caught) {
		admin_password_wipe(line);
		raise(caught);
	}
	return ok;
}

static bool
is_same(const struct password *a, const struct password *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static bool
read_twice(struct password *password)
{
	struct password again = {0};
	bool ok = read_unseen("New password: ", password) &&
	    read_unseen("Once more: ", &again);

	if (!ok)
		admin_say("no password was given");
	else if (!is_same(password, &again))
		admin_say("the two are not the same");
	ok = ok && is_same(password, &again);
	admin_password_wipe(&again);
	return ok;
}

static bool
read_once(struct password *password)
{
	if (read_line(password))
		return true;
	admin_say("no password came on standard input");
	return false;
}

bool
admin_password_read(const struct auth_rule *rule, struct password *password)
{
	bool ok =
	    isatty(STDIN_FILENO) ? read_twice(password) : read_once(password);

	if (ok &&
	    !auth_rule_accepts(
		rule, (struct text){password->data, password->len})) {
		admin_say("the password should have %s",
		    json_credentials_password_rule);
		ok = false;
	}
	if (!ok)
		admin_password_wipe(password);
	return ok;
}

void
admin_password_wipe(struct password *password)
{
	explicit_bzero(password, sizeof(*password));
}

bool
admin_password_confirm(const char *question)
{
	struct password line;

	if (!isatty(STDIN_FILENO)) {
		admin_say("there is no terminal to ask on; say --yes");
		return false;
	}
	fputs(question, stderr);
	if (read_line(&line) && line.len == 3 &&
	    memcmp(line.data, "yes", 3) == 0)
		return true;
	admin_say("not confirmed");
	return false;
}
