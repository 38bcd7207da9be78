/* main.c: todo.fcgi, which serves FastCGI from a socket or one CGI request. */
#include "api/metrics.h"
#include "api/service.h"
#include "base/log.h"
#include "base/process.h"
#include "base/sandbox.h"
#include "base/setting.h"
#include "base/version.h"
#include "cgi.h"
#include "metric/count.h"
#include "worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char usage[] =
    "usage: todo.fcgi [--check | --version | --help]\n"
    "\n"
    "Without an option the program is started by a web server: as a FastCGI\n"
    "worker by spawn-fcgi or mod_fcgid, with a listening socket as standard\n"
    "input, or as CGI, with the request in its environment:\n"
    "    REQUEST_METHOD=GET PATH_INFO=/health todo.fcgi\n"
    "\n"
    "  --check    checks the settings and the database, and says what is wrong\n"
    "  --version  prints the version\n"
    "\n"
    "Settings come from the environment and the file TODO_API_CONFIG names.";

#define START_AGAIN 5 /* seconds, at the least, between two starts that fail */

enum mode { WORKER, CGI, CHECK, SHOW_HELP, SHOW_VERSION };

/* Whether standard input is a socket that connections can be taken from. */
static bool
is_listening(void)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	return getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listening,
		   &len) == 0 &&
	    listening;
}

/* Says why the program cannot start, and gives its exit status. */
static int
fail(enum mode mode, const char *why)
{
	fprintf(stderr, "todo.fcgi: %s\n", why);
	if (mode == CGI)
		cgi_fail();
	/* Whoever respawns workers should not do so a hundred times a second. */
	if (mode == WORKER)
		sleep(START_AGAIN);
	return 1;
}

static int
check(struct api *api)
{
	char why[700];

	if (!api_service_check(api, why, sizeof(why))) {
		fprintf(stderr, "todo.fcgi: %s\n", why);
		return 1;
	}
	if (*why)
		fprintf(stderr, "todo.fcgi: %s\n", why);
	puts("todo.fcgi: the settings are good, the database answers and has "
	     "the schema, and its role the rights");
	return 0;
}

/* Opens the metrics; without them requests are served all the same. */
static void
count(enum mode mode, const struct settings *settings)
{
	/* Under CGI the line would come with each request. */
	if (!api_metrics_open(settings))
		base_log(mode == CGI ? LOG_DEBUG : LOG_WARNING,
		    "METRICS_FILE: nothing is counted: %s",
		    metric_count_reason());
}

/* Gives up what serving does not take; --check tries that it can do without. */
static void
close_sandbox(enum mode mode, const struct settings *settings)
{
	const char *why;

	if (settings->sandbox && !base_sandbox_enter(&why))
		base_log(
		    mode == CGI ? LOG_DEBUG : LOG_WARNING, "SANDBOX: %s", why);
}

static int
run(enum mode mode, const struct settings *settings)
{
	char why[512];
	struct api api;
	int status;

	/* --check says what is wrong itself, in one line. */
	if (mode == CHECK)
		base_log_open(NULL, LOG_CRITICAL, false);
	else if (!base_log_open(settings->log_file,
		     (enum log_level)settings->log_level, settings->json_logs))
		return fail(mode, "LOG_FILE: cannot be opened for writing");
	/* A single request is not worth preparing all statements. */
	if (!api_service_open(&api, settings, mode != CGI, why, sizeof(why)))
		return fail(mode, why);
	if (mode != CHECK)
		count(mode, settings);
	close_sandbox(mode, settings);
	if (mode == WORKER)
		status = worker_run(&api);
	else if (mode == CGI)
		status = cgi_run(&api);
	else
		status = check(&api);
	metric_count_close();
	api_service_close(&api);
	base_log_close();
	return status;
}

/*
 * What we were started for; false: nothing we know. A web server may hand a
 * query over as arguments (RFC 3875, 4.4), which are no options then.
 */
static bool
choose_mode(int argc, char **argv, enum mode *mode)
{
	const char *option = argc == 2 ? argv[1] : "";

	*mode = SHOW_VERSION;
	if (is_listening())
		*mode = WORKER;
	else if (getenv("REQUEST_METHOD"))
		*mode = CGI;
	else if (strcmp(option, "--check") == 0)
		*mode = CHECK;
	else if (strcmp(option, "--help") == 0)
		*mode = SHOW_HELP;
	else if (strcmp(option, "--version") != 0)
		return false;
	return true;
}

int
main(int argc, char **argv)
{
	struct settings settings;
	char why[512];
	enum mode mode;
	int status;

	base_process_start();
	if (!choose_mode(argc, argv, &mode)) {
		fprintf(stderr, "%s\n", usage);
		return 2;
	}
	if (mode == SHOW_HELP || mode == SHOW_VERSION) {
		if (mode == SHOW_HELP)
			puts(usage);
		else
			printf("todo-api %s\n", base_version);
		return fflush(stdout) == 0 ? 0 : 1;
	}
	if (base_setting_load(&settings, why, sizeof(why)))
		status = run(mode, &settings);
	else
		status = fail(mode, why);
	base_setting_clear(&settings);
	return status;
}
