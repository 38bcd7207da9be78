/* main.c: runs the unit suites; CK_RUN_SUITE names the one to run, --suites prints them. */
#include "unit/documents_rows.h"
#include "unit/statements.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT 120 /* seconds for one test, on a slow and busy machine */

Suite *
suite_of(const char *name, const struct suite_test *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	size_t i;

	for (i = 0; i < count; i++)
		tcase_add_loop_test(tcase, tests[i].test, 0, tests[i].times);
	tcase_set_timeout(tcase, TIMEOUT);
	suite_add_tcase(suite, tcase);
	return suite;
}

#define TOGETHER(name) {#name, name##_suite, false},
#define ALONE(name) {#name, name##_suite, true},
static const struct {
	const char *name;
	Suite *(*make)(void);
	bool alone;
} suites[] = {SUITE_LIST(TOGETHER, ALONE)};
#undef TOGETHER
#undef ALONE

/* Adds the suites to the runner; the one that is asked for says how it may run. */
static void
add(SRunner *runner, const char *asked)
{
	size_t i;

	for (i = 0; i < COUNT(suites); i++) {
		srunner_add_suite(runner, suites[i].make());
		if (asked && strcmp(asked, suites[i].name) == 0 &&
			suites[i].alone)
			srunner_set_fork_status(runner, CK_FORK);
	}
}

static int
print_suites(void)
{
	size_t i;

	for (i = 0; i < COUNT(suites); i++)
		puts(suites[i].name);
	return fflush(stdout) == 0 ? 0 : 1;
}

/* Prints what tests/unit/statements.sql should hold. */
static int
print_statements(void)
{
	struct buffer out = {0};
	bool ok;

	statements_write(&out);
	ok = !out.failed && fwrite(out.data, 1, out.len, stdout) == out.len;
	base_buffer_clear(&out);
	return ok ? 0 : 1;
}

int
main(int argc, char **argv)
{
	SRunner *runner;
	int failed;

	if (argc > 1 && strcmp(argv[1], "--statements") == 0)
		return print_statements();
	if (argc > 1 && strcmp(argv[1], "--suites") == 0)
		return print_suites();
	if (argc > 1 && strcmp(argv[1], "--documents") == 0)
		return documents_rows_renew() ? 0 : 1;
	runner = srunner_create(NULL);
	if (!getenv("TEST_DATABASE_URL")) {
		fputs("unit: start me by tests/shell/with_cluster.sh, which says in "
		      "TEST_DATABASE_URL where a database is\n",
			stderr);
		srunner_free(runner);
		return 2;
	}
	add(runner, getenv("CK_RUN_SUITE"));
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
