/* call.h: a command at work: what it is handed, and how it may end. */
#ifndef ADMIN_CALL_H
#define ADMIN_CALL_H

#include "api/service.h"
#include "base/setting.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	OPTION_EXPIRES = 128,
	OPTION_DATABASE = 256,
	OPTION_SETUP = 64, /* those of setup, which its script reads */
};

/* A command at work. */
struct admin_call {
	const struct admin_command *command;
	const char *args[COMMAND_ARGS_MAX]; /* NULL: not given */
	size_t arg_count;
	unsigned int options; /* those given, enum admin_option or'ed */
	const char *email;    /* NULL: not given */
	int limit, skip;
	int64_t life; /* of a code, in microseconds, with OPTION_EXPIRES */
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

#endif
