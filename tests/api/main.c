/* main.c: runs the API suite over one way: process, http, cgi or worker. */
#include "client.h"
#include "suites.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether API_LEAVE_OUT, words with a blank between, has the suite's name. */
static bool
is_left_out(const char *name)
{
	const char *names = getenv("API_LEAVE_OUT");
	size_t len = strlen(name), word;

	for (; names && *names; names += word + (names[word] != '\0')) {
		word = strcspn(names, " ");
		if (word == len && memcmp(names, name, len) == 0)
			return true;
	}
	return false;
}

int
main(int argc, char **argv)
{
	SRunner *runner;
	int failed;

	if (argc != 2 || !client_choose(argv[1])) {
		fputs("usage: api process|http|cgi|worker\n", stderr);
		return 2;
	}
	runner = srunner_create(suite_create(argv[1]));
#define ADD_SUITE(name)                                                        \
	if (!is_left_out(#name))                                               \
		srunner_add_suite(runner, api_suite_##name());
	API_SUITES(ADD_SUITE)
#undef ADD_SUITE
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
