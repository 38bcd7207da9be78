/* main.c: todo-admin, with which an operator looks after users and tokens. */
#include "base/log.h"
#include "base/process.h"
#include "base/version.h"
#include "command.h"
#include "db/conn.h"
#include "say.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: todo-admin COMMAND [ARGUMENT...]\n"
			    "       todo-admin [NOUN] --help | --version\n";
static const char notes[] =
    "\n"
    "USER is an email or an id. Settings come from the environment and the\n"
    "file TODO_API_CONFIG names, as for the workers; in a clone with neither,\n"
    "from the running \"make run\". Passwords are asked for on the terminal, or\n"
    "read from standard input, one line. The manual page says more.\n"
    "\n"
    "Exit status: 0 done, 1 failed, 2 wrong usage, 3 no such user or session.";

/* Whether help is asked for: of all, or of a noun's commands, by it alone too. */
static bool
wants_help(int argc, char **argv)
{
	if (argc == 2 && admin_command_needs_verb(argv[1]))
		return true;
	return argc >= 2 && strcmp(argv[argc - 1], "--help") == 0 &&
	    (argc == 2 || admin_command_has_noun(argv[1]));
}

static void
help(const char *noun)
{
	fputs(usage, stdout);
	putchar('\n');
	admin_command_help(noun);
	puts(notes);
}

/* Tells each line of what the database warned of. */
static void
tell_warnings(const char *lines)
{
	int len;

	for (; *lines; lines += len + 1) {
		len = (int)strcspn(lines, "\n");
		admin_say("the database warns: %.*s", len, lines);
	}
}

static enum admin_exit
run(struct admin_call *call)
{
	enum admin_need need = call->command->need;
	enum admin_exit status;
	char why[512];

	if (need >= NEEDS_SETTINGS &&
	    !admin_settings_load(call, why, sizeof(why))) {
		admin_say("%s", why);
		return ADMIN_FAILED;
	}
	if (need < NEEDS_DATABASE)
		return call->command->run(call);
	/* Preparing all statements shows that the schema is the right one. */
	if (!api_service_open(
		&call->api, &call->settings, true, why, sizeof(why))) {
		admin_say("%s", why);
		return ADMIN_FAILED;
	}
	status = call->command->run(call);
	tell_warnings(db_conn_warnings(call->api.db));
	api_service_close(&call->api);
	return status;
}

static enum admin_exit
serve(int argc, char **argv)
{
	struct admin_call call = {0};
	enum admin_exit status;

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("todo-admin %s\n", base_version);
		return ADMIN_DONE;
	}
	if (wants_help(argc, argv)) {
		help(admin_command_has_noun(argv[1]) ? argv[1] : NULL);
		return ADMIN_DONE;
	}
	if (argc < 2) {
		fputs(usage, stderr);
		return ADMIN_USAGE;
	}
	if (!admin_command_parse(&call, argc, argv))
		return ADMIN_USAGE;
	/* We say what is wrong ourselves, in one line. */
	base_log_open(NULL, LOG_CRITICAL, false);
	status = run(&call);
	base_setting_clear(&call.settings);
	base_log_close();
	return status;
}

int
main(int argc, char **argv)
{
	enum admin_exit status;

	if (argc > 1 && strcmp(argv[1], "setup") == 0)
		base_process_start_tools();
	else
		base_process_start();
	status = serve(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		admin_say("cannot write to standard output");
		return ADMIN_FAILED;
	}
	return (int)status;
}
