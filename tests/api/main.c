/* main.c: runs the API suite over one way: process, http, cgi or worker. */
#include "client.h"
#include "suites.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether names, words with a blank between, has the suite's. */
static bool
has(const char *names, const char *name)
{
	size_t len = strlen(name), word;

	for (; names && *names; names += word + (names[word] != '\0')) {
		word = strcspn(names, " ");
		if (word == len && memcmp(names, name, len) == 0)
			return true;
	}
	return false;
}

/* API_ONLY names the suites that are run, API_LEAVE_OUT those that are not. */
static bool
is_wanted(const char *name)
{
	const char *only = getenv("API_ONLY");

	return (!only || has(only, name)) &&
		!has(getenv("API_LEAVE_OUT"), name);
}

/* Whether names has as many words as there are suites that it names. */
static bool
names_suites(const char *names)
{
	size_t words = 0, found = 0, word;

#define COUNT_SUITE(name) found += has(names, #name);
	API_SUITES(COUNT_SUITE)
#undef COUNT_SUITE
	for (; names && *names; names += word + (names[word] != '\0')) {
		word = strcspn(names, " ");
		words++;
	}
	return words == found;
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
	if (!names_suites(getenv("API_ONLY")) ||
		!names_suites(getenv("API_LEAVE_OUT"))) {
		fputs("api: a suite is named that there is not\n", stderr);
		return 2;
	}
	runner = srunner_create(suite_create(argv[1]));
#define ADD_SUITE(name)                                                        \
	if (is_wanted(#name))                                                  \
		srunner_add_suite(runner, api_suite_##name());
	API_SUITES(ADD_SUITE)
#undef ADD_SUITE
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	if (getenv("API_ONLY") && srunner_ntests_run(runner) == 0)
		failed = 1;
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
