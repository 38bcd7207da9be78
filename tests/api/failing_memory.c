/* failing_memory.c: each allocation of a request fails in turn, the libraries'
 * own among them. */
#include "injected.h"
#include "suites.h"

#include "api/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS_MAX 20000 /* more than any request allocates */
#define CGI_STEP 311
#define KEPT_MAX                                                               \
	64 /* blocks that the libraries may keep after hundreds of failures */

/* How often something failed, and what came of it. */
struct tally {
	long failures, served, cut, refused, crashed;
};

static void
add_up(struct tally *sum, const struct injected_result *result)
{
	sum->failures += result->failed;
	sum->crashed += result->status == 0;
	sum->cut += result->status == 200 && result->cut;
	sum->served +=
		result->status > 0 && result->status < 500 && !result->cut;
	sum->refused += result->status >= 500;
}

/*
 * Lets every step-th allocation fail: that one alone, or all from then on. The
 * next request is served each time.
 */
static struct tally
fail_each(const struct injected *kind, bool onwards, long first, long step)
{
	struct plan *plan = worker_plan();
	struct injected_result result;
	struct tally sum = {0};

	plan->onwards = onwards;
	for (plan->block = first; plan->block < BLOCKS_MAX;
		plan->block += step) {
		result = injected_send(kind);
		if (!result.failed)
			break;
		add_up(&sum, &result);
		/* As CGI the next is another process. */
		if (client_is(&client_worker))
			injected_check_next();
	}
	ck_assert_int_lt(plan->block, BLOCKS_MAX);
	plan->block = 0;
	return sum;
}

static void
tell(const char *name, const char *mode, const struct tally *sum)
{
	printf("      %-16s %-14s %4ld allocations failed: %4ld served, "
	       "%3ld times 500, %3ld cut short, %2ld crashes of libraries\n",
		name, mode, sum->failures, sum->served, sum->refused, sum->cut,
		sum->crashed);
	fflush(stdout);
}

/* The step of API_STEP, else this one: a worker without memory waits for it. */
static long
step_of(long step)
{
	const char *text = getenv("API_STEP");

	return text ? strtol(text, NULL, 10) : step;
}

START_TEST(a_failed_allocation_is_never_the_clients_fault)
{
	int turn = injected_turn(_i);
	const struct injected *kind = &injected_kinds[turn];
	struct plan *plan = worker_plan();
	struct tally once, onwards;
	long step = step_of(8), living;

	/* What is kept from request to request is there after the first. */
	injected_send(kind);
	injected_check_next();
	living = plan->living;
	once = fail_each(kind, false, 1, 1);
	tell(kind->name, "that one alone", &once);
	onwards = fail_each(kind, true, 1 + turn % step, step);
	tell(kind->name, "and all after", &onwards);
	ck_assert_int_le(plan->living, living + KEPT_MAX);
}
END_TEST

/*
 * Most of a CGI program's 5,500 allocations are the start of OpenSSL: each kind
 * of request begins at another of them, and goes by large steps.
 */
START_TEST(a_failed_allocation_of_a_cgi_program_is_not_the_clients_fault)
{
	int turn = injected_turn(_i);
	const struct injected *kind = &injected_kinds[turn];
	struct tally once, onwards;

	once = fail_each(kind, false, 1 + turn * 7, step_of(CGI_STEP));
	tell(kind->name, "that one alone", &once);
	onwards = fail_each(kind, true, 1 + turn * 21, step_of(3 * CGI_STEP));
	tell(kind->name, "and all after", &onwards);
	ck_assert_int_gt(once.failures, 0);
}
END_TEST

START_TEST(a_request_that_cannot_be_read_costs_a_worker_at_most)
{
	struct plan *plan = worker_plan();
	struct tally sum;

	injected_check_next();
	plan->whole = true;
	sum = fail_each(&injected_kinds[0], false, 1, 1);
	tell("libfcgi's reading", "that one alone", &sum);
	plan->whole = false;
	ck_assert_int_gt(sum.crashed, 0);
}
END_TEST

/* Whether a kind of request goes to the route. */
static bool
is_asked(const struct http_route *route)
{
	const struct injected *kind = injected_kinds;
	struct http_match match;
	struct text path;

	for (; kind < injected_kinds + injected_count; kind++) {
		path = (struct text){kind->target, strcspn(kind->target, "?")};
		if (strcmp(http_method_name(route->method), kind->method) ==
				0 &&
			http_router_find(api_routes, api_route_count,
				route->method, path, &match) == OK &&
			match.route == route)
			return true;
	}
	return false;
}

START_TEST(each_route_is_asked_while_something_fails)
{
	size_t i;

	for (i = 0; i < api_route_count; i++)
		ck_assert_msg(is_asked(&api_routes[i]),
			"injected_kinds has no request for %s %s",
			http_method_name(api_routes[i].method),
			api_routes[i].pattern);
}
END_TEST

Suite *
api_suite_failing_memory(void)
{
	Suite *suite = suite_create("failing_memory");
	TCase *tests = tcase_create("failing_memory");
	TCase *table = tcase_create("table");
	bool worker = client_is(&client_worker);

	suite_add_tcase(suite, table);
	tcase_add_test(table, each_route_is_asked_while_something_fails);
	suite_add_tcase(suite, tests);
	/* Only where the program runs with the library that makes it fail. */
	if (!getenv("API_PRELOAD") || !(worker || client_is(&client_cgi)))
		return suite;
	tcase_add_checked_fixture(tests, injected_open, injected_close);
	if (worker)
		tcase_add_loop_test(tests,
			a_failed_allocation_is_never_the_clients_fault, 0,
			injected_turns());
	else
		tcase_add_loop_test(tests,
			a_failed_allocation_of_a_cgi_program_is_not_the_clients_fault,
			0, injected_turns());
	if (worker && injected_turn(0) == 0)
		tcase_add_test(tests,
			a_request_that_cannot_be_read_costs_a_worker_at_most);
	return suite;
}
