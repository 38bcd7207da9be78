/* command.h: the commands of todo-admin, and what each of them is handed. */
#ifndef ADMIN_COMMAND_H
#define ADMIN_COMMAND_H

#include "api/service.h"
#include "base/setting.h"

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_ARGS_MAX 2

/* The exit statuses, as the manual page has them. */
enum admin_exit {
	ADMIN_DONE = 0,
	ADMIN_FAILED = 1,  /* one line on standard error says why */
	ADMIN_USAGE = 2,   /* not called as it should be */
	ADMIN_MISSING = 3, /* no such user, no such session */
};

/* What a command needs before it can run; each includes those above it. */
enum admin_need { NEEDS_NOTHING, NEEDS_SETTINGS, NEEDS_DATABASE };

/* The options: each a bit, by which a command says which it takes. */
enum admin_option {
	OPTION_JSON = 1,
	OPTION_YES = 2,
	OPTION_ADMIN = 4,
	OPTION_EMAIL = 8,
	OPTION_LIMIT = 16,
	OPTION_SKIP = 32,
};

/* A command at work. */
struct admin_call {
	const struct admin_command *command;
	const char *args[COMMAND_ARGS_MAX]; /* NULL: not given */
	size_t arg_count;
	unsigned int options; /* those given, enum admin_option or'ed */
	const char *email;    /* NULL: no filter */
	int limit, skip;
	struct settings settings; /* from NEEDS_SETTINGS on */
	struct api api;           /* from NEEDS_DATABASE on */
};

struct admin_command {
	const char *noun;
	const char *verb;   /* NULL: the noun is the whole command */
	const char *usage;  /* its arguments and options */
	const char *about;  /* what it does, in a few words */
	size_t least, most; /* arguments */
	unsigned int options;
	enum admin_need need;
	enum admin_exit (*run)(struct admin_call *call);
};

/* The handlers: noun and verb are the file and the function. */
enum admin_exit admin_migrate_run(struct admin_call *call);
enum admin_exit admin_user_list(struct admin_call *call);
enum admin_exit admin_user_show(struct admin_call *call);
enum admin_exit admin_user_create(struct admin_call *call);
enum admin_exit admin_user_disable(struct admin_call *call);
enum admin_exit admin_user_enable(struct admin_call *call);
enum admin_exit admin_user_set_password(struct admin_call *call);
enum admin_exit admin_user_promote(struct admin_call *call);
enum admin_exit admin_user_demote(struct admin_call *call);
enum admin_exit admin_user_delete(struct admin_call *call);
enum admin_exit admin_session_list(struct admin_call *call);
enum admin_exit admin_session_revoke(struct admin_call *call);
enum admin_exit admin_session_revoke_all(struct admin_call *call);
enum admin_exit admin_token_cleanup(struct admin_call *call);
enum admin_exit admin_key_generate(struct admin_call *call);
enum admin_exit admin_key_rotate(struct admin_call *call);
enum admin_exit admin_settings_check(struct admin_call *call);
enum admin_exit admin_doctor_run(struct admin_call *call);

/*
 * Reads the command line into *call; false, when it is none that we know,
 * with one line on standard error that says why.
 */
bool admin_command_parse(struct admin_call *call, int argc, char **argv);

/* Prints the commands, those of one noun unless that is NULL. */
void admin_command_help(const char *noun);

/* Whether commands have this noun. */
bool admin_command_has_noun(const char *noun);

#endif
