/* main.c: creates todos until told otherwise, by commands from a script.
 *
 *   faults URL CLIENTS LEDGER     with the access token in TOKEN
 *
 * Commands are lines of standard input; each is repeated when it is done.
 *
 *   phase NAME    answers to all requests have come; from now on it is NAME
 *   todos N       N more todos were created
 *   burst N       N more requests, all at once, are under way
 *
 * The input's end ends it, once all answers have come.
 */
#include "load.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct script {
	struct load *load;
	char line[128]; /* what was read of the next command */
	size_t len;
	bool waiting;  /* for the line's command to be done */
	size_t target; /* of "todos" */
	bool ended;
};

/* The argument when the line is this command, else NULL. */
static const char *
argument(const struct script *script, const char *command)
{
	size_t len = strlen(command);

	if (strncmp(script->line, command, len) != 0 ||
		script->line[len] != ' ')
		return NULL;
	return script->line + len + 1;
}

static void
begin_command(struct script *script)
{
	const char *todos = argument(script, "todos");
	const char *burst = argument(script, "burst");

	script->waiting = true;
	if (todos)
		script->target = load_counts(script->load).created +
			strtoul(todos, NULL, 10);
	else if (burst && !load_burst(script->load, strtoul(burst, NULL, 10)))
		exit(2);
	else if (!burst && !argument(script, "phase"))
		exit(2);
}

/* Reads standard input, where there is any, up to the end of a command. */
static void
read_command(struct script *script)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
	char c;

	while (!script->waiting && !script->ended && poll(&fd, 1, 0) > 0) {
		if (read(STDIN_FILENO, &c, 1) != 1) {
			script->ended = true;
		} else if (c == '\n') {
			script->line[script->len] = '\0';
			script->len = 0;
			begin_command(script);
		} else if (script->len < sizeof(script->line) - 1) {
			script->line[script->len++] = c;
		}
	}
}

/* Whether clients should wait rather than send. */
static bool
is_draining(const struct script *script)
{
	return script->ended || (script->waiting && argument(script, "phase"));
}

static void
finish_command(struct script *script, size_t under_way)
{
	const char *phase = argument(script, "phase");

	if (phase && under_way)
		return;
	if (argument(script, "todos") &&
		load_counts(script->load).created < script->target)
		return;
	if (phase)
		load_phase(script->load, phase);
	puts(script->line);
	script->waiting = false;
}

static void
follow(struct script *script)
{
	size_t under_way = 0;

	while (!script->ended || under_way) {
		read_command(script);
		if (!is_draining(script))
			load_send(script->load);
		/* While a command is under way none is read. */
		under_way = load_wait(script->load,
			script->waiting || script->ended ? -1 : STDIN_FILENO);
		if (script->waiting)
			finish_command(script, under_way);
	}
}

int
main(int argc, char **argv)
{
	struct script script = {0};
	const char *token = getenv("TOKEN");
	FILE *ledger = argc == 4 ? fopen(argv[3], "w") : NULL;

	if (!ledger || !token) {
		fputs("usage: TOKEN=… faults URL CLIENTS LEDGER\n", stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	script.load =
		load_open(argv[1], token, strtoul(argv[2], NULL, 10), ledger);
	if (!script.load)
		return 1;
	follow(&script);
	load_close(script.load);
	curl_global_cleanup();
	return fclose(ledger) == 0 ? 0 : 1;
}
