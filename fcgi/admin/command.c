/* command.c: the table of commands, and how a command line finds its row. */
#include "command.h"

#include "base/time.h"
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIMIT_DEFAULT 20
#define LIMIT_MAX 100000L /* rows, some 30 MB of JSON */
#define SKIP_MAX 2147483647L

#define PAGE (OPTION_JSON | OPTION_EMAIL | OPTION_LIMIT | OPTION_SKIP)

/* clang-format off */
static const struct admin_command commands[] = {
	{"setup", NULL, "[--database URL] [--owner URL] [--admin EMAIL] [--front lighttpd|apache|htaccess|none] "
	 "[--host NAME] [--certificate FILE] [--key FILE] [--prefix PATH] [--port N] [--https N] "
	 "[--web FOLDER] [--url URL] [--folder FOLDER] [--yes]",
	 "make all that a host needs to serve; asks for what is not given",
	 0, 0, OPTION_SETUP | OPTION_YES, NEEDS_NOTHING, admin_setup_run},

	{"migrate", "status", "", "tell which steps of the schema are deployed",
	 0, 0, 0, NEEDS_SETTINGS, admin_migrate_run},
	{"migrate", "up", "", "deploy the steps that are missing",
	 0, 0, 0, NEEDS_SETTINGS, admin_migrate_run},
	{"migrate", "down", "", "take the last step back, with its data",
	 0, 0, 0, NEEDS_SETTINGS, admin_migrate_run},

	{"user", "list", "[--email TEXT] [--limit N] [--skip N] [--json]", "list users, the first registered first",
	 0, 0, PAGE, NEEDS_DATABASE, admin_user_list},
	{"user", "show", "USER [--json]", "show a user",
	 1, 1, OPTION_JSON, NEEDS_DATABASE, admin_user_show},
	{"user", "create", "EMAIL [--admin]", "register a user; asks for their password",
	 1, 1, OPTION_ADMIN, NEEDS_DATABASE, admin_user_create},
	{"user", "disable", "USER", "refuse a user, their tokens included",
	 1, 1, 0, NEEDS_DATABASE, admin_user_disable},
	{"user", "enable", "USER", "let a disabled user in again",
	 1, 1, 0, NEEDS_DATABASE, admin_user_enable},
	{"user", "set-password", "USER", "give a new password, and end all sessions",
	 1, 1, 0, NEEDS_DATABASE, admin_user_set_password},
	{"user", "invite", "[--email EMAIL] [--expires TIME]", "print a code that registers one user",
	 0, 0, OPTION_EMAIL | OPTION_EXPIRES, NEEDS_DATABASE, admin_user_invite},
	{"user", "reset-password", "USER [--expires TIME]", "print a code by which they may set a new password",
	 1, 1, OPTION_EXPIRES, NEEDS_DATABASE, admin_user_reset_password},
	{"user", "promote", "USER", "let a user use the admin endpoints",
	 1, 1, 0, NEEDS_DATABASE, admin_user_promote},
	{"user", "demote", "USER", "take that right away",
	 1, 1, 0, NEEDS_DATABASE, admin_user_demote},
	{"user", "delete", "USER [--yes]", "delete a user with all their todos",
	 1, 1, OPTION_YES, NEEDS_DATABASE, admin_user_delete},

	{"session", "list", "USER [--limit N] [--json]", "list the sessions that live",
	 1, 1, OPTION_JSON | OPTION_LIMIT, NEEDS_DATABASE, admin_session_list},
	{"session", "revoke", "SESSION", "end one session at once",
	 1, 1, 0, NEEDS_DATABASE, admin_session_revoke},
	{"session", "revoke-all", "USER", "end all sessions of a user at once",
	 1, 1, 0, NEEDS_DATABASE, admin_session_revoke_all},

	{"token", "cleanup", "", "delete the rows of tokens that have run out",
	 0, 0, 0, NEEDS_DATABASE, admin_token_cleanup},

	{"key", "generate", "", "print a random secret for JWT_SECRET_KEY",
	 0, 0, 0, NEEDS_NOTHING, admin_key_generate},
	{"key", "rotate", "", "put a new secret into the file TODO_API_CONFIG names",
	 0, 0, 0, NEEDS_NOTHING, admin_key_rotate},

	{"settings", "check", "", "check and print the settings, and the database",
	 0, 0, 0, NEEDS_SETTINGS, admin_settings_check},

	{"openapi", NULL, "", "print the API's document, from which clients can be made",
	 0, 0, 0, NEEDS_NOTHING, admin_openapi_print},

	{"doctor", NULL, "[URL] [--database]", "tell what the web server strips or changes, and of standbys",
	 0, 1, OPTION_DATABASE, NEEDS_NOTHING, admin_doctor_run},
};

static const struct option {
	const char *name;
	enum admin_option bit;
	bool takes_value;
	const char *variable; /* by which the script of a command reads it */
} options[] = {
	{"--json", OPTION_JSON, false, NULL},
	{"--yes", OPTION_YES, false, "SETUP_YES"},
	{"--admin", OPTION_ADMIN, false, NULL},
	{"--email", OPTION_EMAIL, true, NULL},
	{"--limit", OPTION_LIMIT, true, NULL},
	{"--skip", OPTION_SKIP, true, NULL},
	{"--expires", OPTION_EXPIRES, true, NULL},
	{"--database", OPTION_SETUP, true, "SETUP_DATABASE"},
	{"--database", OPTION_DATABASE, false, NULL},
	{"--owner", OPTION_SETUP, true, "SETUP_OWNER"},
	{"--admin", OPTION_SETUP, true, "SETUP_ADMIN"},
	{"--front", OPTION_SETUP, true, "SETUP_FRONT"},
	{"--host", OPTION_SETUP, true, "SETUP_HOST"},
	{"--certificate", OPTION_SETUP, true, "SETUP_CERTIFICATE"},
	{"--key", OPTION_SETUP, true, "SETUP_KEY"},
	{"--prefix", OPTION_SETUP, true, "SETUP_PREFIX"},
	{"--port", OPTION_SETUP, true, "SETUP_PORT"},
	{"--https", OPTION_SETUP, true, "SETUP_HTTPS"},
	{"--web", OPTION_SETUP, true, "SETUP_WEB"},
	{"--url", OPTION_SETUP, true, "SETUP_URL"},
	{"--folder", OPTION_SETUP, true, "SETUP_FOLDER"},
};
/* clang-format on */

bool
admin_command_has_noun(const char *noun)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++) {
		if (strcmp(commands[i].noun, noun) == 0)
			return true;
	}
	return false;
}

/* The row of a command, whose verb is the second word if it has any. */
static const struct admin_command *
find_command(const char *noun, const char *verb)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++) {
		if (strcmp(commands[i].noun, noun) != 0)
			continue;
		if (!commands[i].verb ||
		    (verb && strcmp(commands[i].verb, verb) == 0))
			return &commands[i];
	}
	return NULL;
}

bool
admin_command_needs_verb(const char *noun)
{
	return admin_command_has_noun(noun) && !find_command(noun, NULL);
}

void
admin_command_help(const char *noun)
{
	const struct admin_command *row;

	for (row = commands; row < commands + COUNT(commands); row++) {
		if (noun && strcmp(row->noun, noun) != 0)
			continue;
		printf("  %s%s%s%s%s\n      %s\n", row->noun,
		    row->verb ? " " : "", row->verb ? row->verb : "",
		    *row->usage ? " " : "", row->usage, row->about);
	}
}

/* The option of this name, which ends at an "="; NULL: there is none. */
static const struct option *
find_option(const struct admin_command *command, const char *name)
{
	size_t i, len = strcspn(name, "=");

	for (i = 0; i < COUNT(options); i++) {
		if (strlen(options[i].name) == len &&
		    memcmp(options[i].name, name, len) == 0 &&
		    (command->options & options[i].bit))
			return &options[i];
	}
	return NULL;
}

static bool
read_number(const char *value, long least, long most, int *number)
{
	long read;

	if (*value == '\0' || strlen(value) > 10 ||
	    value[strspn(value, "0123456789")] != '\0')
		return false;
	read = strtol(value, NULL, 10);
	*number = (int)read;
	return read >= least && read <= most;
}

/* Reads "30m", "12h" or "7d" as microseconds, up to a year. */
static bool
read_life(const char *value, int64_t *life)
{
	static const struct {
		char unit;
		int64_t length;
	} units[] = {
	    {'m', TIME_MINUTE}, {'h', 60 * TIME_MINUTE}, {'d', TIME_DAY}};
	size_t digits = strspn(value, "0123456789"), i;

	if (digits < 1 || digits > 6 || strlen(value) != digits + 1)
		return false;
	for (i = 0; i < COUNT(units); i++) {
		if (units[i].unit == value[digits])
			*life = strtol(value, NULL, 10) * units[i].length;
	}
	return *life > 0 && *life <= 366 * TIME_DAY;
}

static bool
take_value(
    struct admin_call *call, const struct option *option, const char *value)
{
	switch (option->bit) {
	case OPTION_SETUP:
		return setenv(option->variable, value, 1) == 0;
	case OPTION_EMAIL:
		call->email = value;
		return true;
	case OPTION_EXPIRES:
		if (read_life(value, &call->life))
			return true;
		admin_say("--expires should be a time such as 30m, 12h or 7d, "
			  "of a year at most");
		return false;
	case OPTION_LIMIT:
		if (read_number(value, 1, LIMIT_MAX, &call->limit))
			return true;
		admin_say(
		    "--limit should be a number from 1 to %ld", LIMIT_MAX);
		return false;
	case OPTION_SKIP:
		if (read_number(value, 0, SKIP_MAX, &call->skip))
			return true;
		admin_say("--skip should be a number from 0 to %ld", SKIP_MAX);
		return false;
	default:
		return false;
	}
}

/* Takes the option at the head of argv; how many words it had, 0: wrong. */
static int
take_option(struct admin_call *call, char **argv)
{
	const struct option *option = find_option(call->command, argv[0]);
	const char *value = strchr(argv[0], '=');

	if (!option) {
		admin_say("there is no option %.*s here",
		    (int)strcspn(argv[0], "="), argv[0]);
		return 0;
	}
	call->options |= option->bit;
	if (!option->takes_value) {
		if (value)
			admin_say("%s takes no value", option->name);
		else if (option->variable)
			setenv(option->variable, "1", 1);
		return value ? 0 : 1;
	}
	if (!value && !argv[1]) {
		admin_say("%s needs a value", option->name);
		return 0;
	}
	if (!take_value(call, option, value ? value + 1 : argv[1]))
		return 0;
	return value ? 1 : 2;
}

/* Takes the words after the command; "--" ends the options. */
static bool
take_words(struct admin_call *call, char **argv)
{
	bool plain = false;
	int words;

	while (*argv) {
		if (!plain && strcmp(*argv, "--") == 0) {
			plain = true;
			argv++;
		} else if (!plain && strncmp(*argv, "--", 2) == 0) {
			words = take_option(call, argv);
			if (!words)
				return false;
			argv += words;
		} else if (call->arg_count == call->command->most) {
			admin_say("one argument too many");
			return false;
		} else {
			call->args[call->arg_count++] = *argv++;
		}
	}
	if (call->arg_count >= call->command->least)
		return true;
	admin_say("an argument is missing");
	return false;
}

/* Says how the command should have been called. */
static void
show_usage(const struct admin_command *row)
{
	fprintf(stderr, "usage: todo-admin %s%s%s%s%s\n", row->noun,
	    row->verb ? " " : "", row->verb ? row->verb : "",
	    *row->usage ? " " : "", row->usage);
}

bool
admin_command_parse(struct admin_call *call, int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[2] : NULL;

	call->limit = LIMIT_DEFAULT;
	call->command = find_command(argv[1], verb);
	if (!call->command) {
		admin_say("there is no command \"%s%s%s\"; see todo-admin "
			  "--help",
		    argv[1], verb ? " " : "", verb ? verb : "");
		return false;
	}
	if (take_words(call, argv + (call->command->verb ? 3 : 2)))
		return true;
	show_usage(call->command);
	return false;
}
