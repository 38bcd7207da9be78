/* failing_statements.c: the database refuses each statement of a request in turn. */
#include "injected.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>

#define STATEMENTS_MAX 100 /* more than any request sends */

/*
 * Out of memory, a lost race, a statement that took too long, a right that is
 * missing, a server that is shut down, and one that takes no more writes.
 */
static const char *const states[] = {
	"53200", "40001", "57014", "42501", "57P01", "25006"};
#define STATES (sizeof(states) / sizeof(states[0]))

/* Lets each statement fail by one SQLSTATE; adds up how many did. */
static long
fail_each(const struct injected *kind, const char *state)
{
	struct plan *plan = worker_plan();
	struct injected_result result;
	long failures = 0;

	snprintf(plan->state, sizeof(plan->state), "%s", state);
	for (plan->statement = 1; plan->statement < STATEMENTS_MAX;
		plan->statement++) {
		result = injected_send(kind);
		if (!result.failed)
			break;
		failures++;
		ck_assert_int_ne(result.status, 0);
		injected_check_next();
	}
	ck_assert_int_lt(plan->statement, STATEMENTS_MAX);
	plan->statement = 0;
	return failures;
}

START_TEST(a_refused_statement_leaves_nothing_half_done)
{
	const struct injected *kind = &injected_kinds[injected_turn(_i)];
	long failures = 0;
	size_t i;

	injected_check_next();
	for (i = 0; i < STATES; i++)
		failures += fail_each(kind, states[i]);
	printf("      %-16s %3ld statements failed\n", kind->name, failures);
	fflush(stdout);
}
END_TEST

Suite *
api_suite_failing_statements(void)
{
	Suite *suite = suite_create("failing_statements");
	TCase *tests = tcase_create("failing_statements");

	suite_add_tcase(suite, tests);
	if (!client_is(&client_worker) || !getenv("API_PRELOAD"))
		return suite;
	tcase_add_checked_fixture(tests, injected_open, injected_close);
	tcase_add_loop_test(tests, a_refused_statement_leaves_nothing_half_done,
		0, injected_turns());
	return suite;
}
